import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Whom to count together by address: one IPv4 address, or the /64 of an IPv6 one, of which a single
 * household has 2^64.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const mapped = MAPPED.exec(plain)?.[1];
  if (mapped !== undefined || !isIPv6(plain)) return mapped ?? address;
  const [head = '', tail = ''] = plain.split('::', 2);
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const given = groupsOf(head).length + groupsOf(tail).length;
  const gap = plain.includes('::') ? Array<string>(Math.max(0, 8 - given)).fill('0') : [];
  const groups = [...groupsOf(head), ...gap, ...groupsOf(tail)].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
