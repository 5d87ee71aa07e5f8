import { join } from 'node:path';
import { LocalProcess } from '../local-process.js';

export interface FloodOptions {
  /** Of the server. */
  readonly url: string;
  /** Of the user in whose name it connects. */
  readonly token: string;
  /** Engine.IO packets that it sends in turn, such as '42["no:such"]'. */
  readonly packets: readonly string[];
  /** Over each socket. */
  readonly perSecond: number;
  /** At a time; 1 unless it says otherwise. */
  readonly sockets?: number;
  /** For which it goes on at the most: cut off, it connects again. */
  readonly seconds: number;
  /** After having been cut off so many times it gives up. */
  readonly cuts: number;
}

export interface FloodReport {
  /** Packets handed to the kernel. */
  readonly sent: number;
  readonly connections: number;
  /** Of these, how many were refused at the handshake. */
  readonly refused: number;
  /** Connections of which the last that was said has a 10005. */
  readonly limited: number;
  /** The latest `session:ended`, and what came after it. */
  readonly heard: string;
  /** Milliseconds from the first packet until the connection itself was gone; of each that was. */
  readonly cutAfterMs: readonly number[];
  /** Milliseconds from the first packet until a 10005 was read; of each connection on which one was. */
  readonly limitedAfterMs: readonly number[];
  /** For how long connections took packets, all of them together, in milliseconds. */
  readonly floodedMs: number;
}

/** Floods a server from a process of its own, which reads what it is told and heeds none of it. */
export async function flood(options: FloodOptions): Promise<FloodReport> {
  const script = join(import.meta.dirname, 'flooder.mjs');
  const flooder = new LocalProcess('flooder', process.execPath, [script, JSON.stringify(options)], { env: {} });
  const code = await flooder.exited;
  const output = flooder.output();
  if (code !== 0) throw new Error(`The flooder ended with ${code}: ${output.join('\n')}`);
  return JSON.parse(output.at(-1) ?? '') as FloodReport;
}
