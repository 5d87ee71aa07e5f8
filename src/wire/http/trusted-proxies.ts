import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { Configuration } from '../../config/configuration.js';

/** Whether what stands so many hops before this server (0: the peer itself) is a proxy whose word counts. */
export type Trust = (address: string, hop: number) => boolean;

/** Where requests come from, as TRUST_PROXY has it: for calls and for handshakes of sockets alike. */
@Injectable()
export class TrustedProxies {
  readonly trust: Trust;

  constructor(@Inject(Configuration) { trustProxy }: Pick<Configuration, 'trustProxy'>) {
    this.trust = trustOf(trustProxy);
  }

  /**
   * The caller's address: the peer's, or what the last proxy that is trusted says of the one before it.
   * @param peer at the other end of the connection
   * @returns an IP address; empty where a proxy forwarded something else, which anybody may have written
   */
  addressOf(peer: string | undefined, headers: IncomingHttpHeaders): string {
    let address = peer ?? '';
    if (this.trust(address, 0)) {
      const before = String(headers['x-forwarded-for'] ?? '').split(',');
      const addresses = before.map((item) => withoutPort(item.trim())).filter((item) => item !== '');
      for (let hop = 0; addresses.length > 0 && this.trust(address, hop); hop += 1) address = addresses.pop() ?? '';
    }
    return isIP(address) > 0 ? address : '';
  }
}

/** Some proxies write `203.0.113.7:4711`, or `[2001:db8::7]:4711`. */
function withoutPort(entry: string): string {
  const [, ipv6, ipv4] = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d{1,5})?$/i.exec(entry) ?? [];
  return ipv6 ?? ipv4 ?? entry;
}

function trustOf(setting: Configuration['trustProxy']): Trust {
  if (typeof setting === 'boolean') return () => setting;
  if (typeof setting === 'number') return (_address, hop) => hop < setting;
  const proxies = new BlockList();
  for (const item of setting.split(',')) {
    const [address = '', bits] = item.trim().split('/', 2);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  // An IPv4 address that is written as an IPv6 one (::ffff:127.0.0.1) is found, too.
  return (address) => isIP(address) > 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
