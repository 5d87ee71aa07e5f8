/** Specs that speak to `startChat` from outside, and so to two nodes behind nginx as well (TEST_TARGET=cluster). */
export const CLUSTER_SPECS = ['test/contract/**/*.contract-spec.ts', 'test/e2e/**/*.e2e-spec.ts'];

/** Of these, what every run takes; TEST_CLUSTER=whole takes all. */
export const CLUSTER_SAMPLE = ['test/contract/{doors,document-examples,receipt-examples}*.contract-spec.ts'];

/** Of these, what cannot go there, and why. Nothing else is left out; single rows are where `target` is imported. */
export const IN_PROCESS_ONLY: Readonly<Record<string, string>> = {
  'test/contract/bad-values.contract-spec.ts': 'needs the ids of the examples, which two nodes hand out otherwise',
  'test/contract/bad-values-whole-input.contract-spec.ts': 'as bad-values',
  'test/contract/attacks-fields.contract-spec.ts': 'as bad-values',
  'test/contract/attacks-urls.contract-spec.ts': 'as bad-values',
  'test/contract/attacks-log.contract-spec.ts': 'starts a server of its own, whose output it reads',
  'test/contract/doors-errors.contract-spec.ts': 'has services throw, and reads the log of the call',
  'test/e2e/aborted-handshake.e2e-spec.ts': 'holds up services, and counts connections inside; also over polling',
  'test/e2e/address-limits.e2e-spec.ts': 'comes from many addresses, which nginx lets nobody claim',
  'test/e2e/pending-sessions.e2e-spec.ts': 'comes from many addresses, and polls',
  'test/e2e/handshake-queue.e2e-spec.ts': 'keeps the places of handshakes, and polls',
  'test/e2e/refused-handshakes.e2e-spec.ts':
    'keeps the places of handshakes, counts calls inside, and comes from many addresses',
  'test/e2e/unread-bodies.e2e-spec.ts': 'sends heads without bodies, for which nginx waits; comes from many addresses',
  'test/e2e/stalled-bodies.e2e-spec.ts': 'as unread-bodies',
  'test/e2e/call-limits.e2e-spec.ts': 'moves the clock inside, and counts on one node (of two: call-limits)',
  'test/e2e/event-limits.e2e-spec.ts': 'as call-limits, of which it is the other half',
  'test/e2e/cms-operators-throttle.e2e-spec.ts':
    'comes from many addresses, which nginx lets nobody claim (of two nodes: login-throttle)',
  'test/e2e/friends-events.e2e-spec.ts': 'hears the event bus inside',
  'test/e2e/global-enhancers.e2e-spec.ts': 'builds an application of its own',
  'test/e2e/health-and-docs.e2e-spec.ts': 'asks Fastify for its routes, and drains the node (of two nodes: test/nodes)',
  'test/e2e/joined-while-looked-up.e2e-spec.ts': 'holds up a service',
  'test/e2e/late-handshakes.e2e-spec.ts': 'holds up services',
  'test/e2e/logs.e2e-spec.ts': 'reads the log of the one process that took the call',
  'test/e2e/metrics-deploy.e2e-spec.ts': 'as metrics',
  'test/e2e/metrics.e2e-spec.ts': 'asks one node what it did, and holds up its database inside',
  'test/e2e/reference-client.e2e-spec.ts': 'loses pushes and connections inside (of two nodes: node-kills)',
  'test/e2e/secure-headers-answers.e2e-spec.ts':
    'polls, looks at /metrics, and holds up the database and the door inside',
  'test/e2e/session-end.e2e-spec.ts': 'counts connections inside',
  'test/e2e/slow-consumer.e2e-spec.ts': 'counts connections inside, and reads the log',
  'test/e2e/socket-transports.e2e-spec.ts': 'is about polling, which nodes without sticky sessions do not take',
  'test/e2e/sync-membership.e2e-spec.ts': 'delays services (of two nodes: membership-rounds)',
};
