import type { Socket } from 'socket.io-client';
import { pause } from '../../../src/common/async/pause.js';
import { UserDeletionRunner } from '../../../src/cms/deletions/user-deletion-runner.js';
import { ScheduleRunner } from '../../../src/cms/schedules/schedule-runner.js';
import { IdAllocator } from '../../../src/database/id-allocator.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import { betweenUsers } from '../../../src/timeline/conversation-target.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../../support/chat/chat-app.js';
import { textMessage } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';
import type { UserSocket } from '../../support/chat/user-socket.js';
import { appendMany } from '../../support/rounds/append-many.js';
import type { ApiDocument, Operation, Transport } from './api-document.js';
import type { Input } from './parameters.js';
import { type Traces, tracesOf } from './traces.js';
import { makePeople, signInCaller } from './people.js';
import { connectRaw, type Credentials, MAX_MS, type Outcome, send } from './transports.js';

const CALLER = 77;
const PEER = 41;
/**
 * The document's example of nearly everything: a user, a message that the caller reads (the next one is the caller's
 * own), an application that the caller agrees to (the next one is refused).
 */
const EXAMPLE = 1111;
/** The document's example of an official account's push; the next one is what the caller wrote to it. */
const PUSH = 2222;
/** Whom the example of deleteUser names: nothing else does. */
const LEAVER = 9999;
const ATTEMPTS = 6;

/**
 * A server in which the document's examples are real: its users 1, 2, 3, 41 and 1111, its groups and its
 * official account exist, the caller is in the groups, was sent the messages 1, 2, 3, 4 and 1111, and
 * sent 1112; the applications 1111 and 1112 are made to the caller.
 */
export class World {
  private constructor(
    private readonly chat: ChatApp,
    readonly document: ApiDocument,
    private readonly credentials: Credentials,
    /** Devices that would be told of whatever was stored by mistake. */
    private readonly listeners: readonly UserSocket[],
  ) {}

  static async start(): Promise<World> {
    // The tests take minutes, and recalling goes on being good.
    const chat = await startChat({ RECALL_WINDOW: '86400' });
    const { client } = chat;
    // What becomes of who was deleted, and of a cancelled schedule, follows seconds and a minute later, while others are
    // looked at.
    await Promise.all([chat.app.get(UserDeletionRunner).stop(), chat.app.get(ScheduleRunner).stop()]);
    await client.importUsers(1, 2, 3, PEER, CALLER, EXAMPLE, LEAVER);
    await groupExamples(chat);
    for (const service_id of [111, EXAMPLE])
      datasOf(await client.cms('saveServiceAccount', { service_id, nickname: 'service', photo: '' }));
    await sendExamples(chat);
    await pushExamples(chat);
    await applyExamples(chat);
    await makePeople(client);
    const document = (await (await fetch(`${client.url}/docs-json`)).json()) as ApiDocument;
    const token = await client.token(CALLER);
    const headers = {
      user: { authorization: `Bearer ${token}` },
      cms: { 'x-api-key': TEST_API_KEY },
      operator: await signInCaller(client),
      public: {},
    };
    const socket = await connectRaw(client.url, token);
    const listeners = [await client.connect(PEER), await client.connect(CALLER)];
    return new World(chat, document, { headers, socket }, listeners);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.chat.close();
  }

  get socket(): Socket {
    return this.credentials.socket;
  }

  get url(): string {
    return this.chat.client.url;
  }

  /**
   * Sends again what came late or was a 10007, as a client would: on a busy machine both happen to
   * anything, but a costly input is slow every time.
   */
  async send(operation: Operation, transport: Transport, input: Input): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await send(this.url, operation, transport, input, this.credentials);
      if (operation.access === 'operator' && outcome.answer.datas !== undefined)
        this.credentials.headers.operator = await signInCaller(this.chat.client);
      const isGood = outcome.ms <= MAX_MS && outcome.answer.error_code !== 10007;
      if (isGood || attempt === ATTEMPTS) return outcome;
      await pause(100 * attempt);
    }
  }

  /** Works on all of them, `width` at a time. */
  async each<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
    const rest = items[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: width }, async () => {
        for (const item of rest) await work(item);
      }),
    );
  }

  async traces(): Promise<Traces> {
    const traces = await tracesOf(this.chat, this.listeners);
    // Numbers of audit entries that were withdrawn are not given back: they come in blocks of a thousand.
    const sequences = traces.sequences?.filter((row) => !row.includes('"cms_audit"')) ?? [];
    return { ...traces, sequences };
  }
}

/** Sends what the examples name, under those very ids, and skips the ids between. */
async function sendExamples(chat: ChatApp): Promise<void> {
  const send = async (from: number, to: number, msgId: number): Promise<void> => {
    const [{ msgId: sent } = { msgId: 0 }] = await appendMany(chat, betweenUsers(from, to), [from]);
    if (sent !== msgId) throw new Error(`Message ${msgId} got the id ${sent}`);
  };
  for (const msgId of [1, 2, 3, 4]) await send(PEER, CALLER, msgId);
  const ids = chat.app.get(IdAllocator);
  for (let last = 0; last < EXAMPLE - 1;) [last = 0] = await ids.take('messages', 1);
  await send(PEER, CALLER, EXAMPLE);
  await send(CALLER, PEER, EXAMPLE + 1);
}

/** The official account's push and schedule, and what the caller wrote to it, under the ids that the examples name. */
async function pushExamples({ app, client }: ChatApp): Promise<void> {
  const message = { service_id: EXAMPLE, msg_type: 1, message: { text: 'hello' }, user_id: [1, 2, 3] };
  const ids = app.get(IdAllocator);
  for (let last = 0; last < PUSH - 1;) [last = 0] = await ids.take('messages', 1);
  const pushed = datasOf(await client.cms<number>('sendMessage', message));
  const written = await client.as(CALLER).post<number>('message/sendMessage', {
    to_uid: EXAMPLE,
    send_type: 2,
    message: textMessage('hello'),
  });
  if (pushed !== PUSH || written.datas !== PUSH + 1) throw new Error(`The push got the id ${pushed}`);
  const schedule = { ...message, send_at: '2099-09-11 15:02:03' };
  const { schedule_id } = datasOf(await client.cms<{ schedule_id: number }>('schedulePush', schedule));
  if (schedule_id !== 1) throw new Error(`The schedule got the id ${schedule_id}`);
}

/**
 * The groups that the examples name. The caller owns those of type 1: one for most calls, one to dismiss, one to hand
 * over.
 */
async function groupExamples({ app, client }: ChatApp): Promise<void> {
  for (const groupId of [111222, 111333, 111444]) await client.saveGroup(1, groupId, [PEER, CALLER]);
  await app.get(UnitOfWork).run(async (tx) => {
    await tx.execute('UPDATE chat_groups SET owner_id = ? WHERE type = 1', [CALLER]);
  });
  await client.saveGroup(2, 111, [CALLER]);
}

/** Applications under the ids that the examples name, from users whom no example befriends or blocks. */
async function applyExamples({ app, client }: ChatApp): Promise<void> {
  for (const [applicant, applyId] of [
    [2, EXAMPLE],
    [3, EXAMPLE + 1],
  ] as const) {
    datasOf(await client.as(applicant).post('user/addFriendApply', { to_uid: CALLER, comment: 'hello world' }));
    await app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('UPDATE friend_applies SET id = ? WHERE applicant_id = ?', [applyId, applicant]);
    });
  }
}
