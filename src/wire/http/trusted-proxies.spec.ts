import { expect, it } from 'vitest';
import { TrustedProxies } from './trusted-proxies.js';

const PEER = '127.0.0.1';

it.each([
  ['nobody is trusted', false, PEER, '203.0.113.7', PEER],
  ['everybody is', true, PEER, '198.51.100.1, 203.0.113.7', '198.51.100.1'],
  ['everybody is, and says nothing', true, PEER, undefined, PEER],
  ['everybody is, and says nothing worth it', true, PEER, ' , ', PEER],
  ['one hop is', 1, PEER, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['two hops are', 2, PEER, '192.0.2.1, 198.51.100.1, 203.0.113.7', '198.51.100.1'],
  ['a proxy is', '127.0.0.1', PEER, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['a proxy is, in its IPv6 form', '127.0.0.1', '::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['another one is', '10.0.0.0/8', PEER, '203.0.113.7', PEER],
  ['a network is', '10.0.0.0/8, 127.0.0.1', PEER, '203.0.113.7, 10.1.2.3', '203.0.113.7'],
  ['an IPv6 network is', 'fd00::/8', 'fd00::1', '2001:db8::7', '2001:db8::7'],
  ['a proxy writes the port, too', '127.0.0.1', PEER, '203.0.113.7:4711', '203.0.113.7'],
  ['a proxy writes the port of an IPv6 address', '127.0.0.1', PEER, '[2001:db8::7]:4711', '2001:db8::7'],
  ['a proxy writes an IPv6 address in brackets', '127.0.0.1', PEER, '[2001:db8::7]', '2001:db8::7'],
  ['two proxies write ports', '127.0.0.1, 10.0.0.0/8', PEER, '203.0.113.7:1, 10.1.2.3:2', '203.0.113.7'],
  ['a proxy forwards what is no address', '127.0.0.1', PEER, 'unknown', ''],
])('where %s', (_what, trustProxy, peer, forwarded, address) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(new TrustedProxies({ trustProxy }).addressOf(peer, headers)).toBe(address);
});

it('knows none of a peer that is gone', () => {
  expect(new TrustedProxies({ trustProxy: false }).addressOf(undefined, {})).toBe('');
});
