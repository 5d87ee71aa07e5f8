import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatClient } from '../../support/chat/chat-client.js';
import { Device, type Door, restDoor } from './doors.js';
import { BACK_OFF_MS, type Ledger } from './ledger.js';
import { type Destination, toGroup, toPeer, USERS } from './population.js';
import type { RestCaller } from './rest-caller.js';

export interface TrafficOptions {
  /** Senders by REST, each with one send under way at any time; shared out among the users. */
  readonly rest: number;
  /** Sockets, one a user, and how many sends each has under way: they wait for each other. */
  readonly devices: number;
  readonly sendersPerDevice: number;
  /** What a sender does after a send that was not acknowledged: end, or repeat it with its client_msg_id. */
  readonly unanswered: 'end' | 'repeat';
}

/** Users who send as fast as they are answered, to their neighbour and, one in four, to the group. */
export class Traffic {
  private stopped = false;
  private readonly devices: Device[];
  private senders: Promise<void>[] = [];

  constructor(
    private readonly ledger: Ledger,
    private readonly client: ChatClient,
    private readonly caller: RestCaller,
    private readonly options: TrafficOptions,
  ) {
    this.devices = Array.from({ length: options.devices }, (_, index) => {
      return new Device(client, userOf(index), ledger.history);
    });
  }

  /** Connects the devices, and lets everybody send. */
  async start(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.connect()));
    const byRest = Array.from({ length: this.options.rest }, (_, index) => {
      const uid = userOf(index);
      const destination = destinationOf(uid, Math.floor(index / USERS.length));
      return this.send(uid, destination, `rest ${index}`, restDoor(this.client, this.caller));
    });
    const bySocket = this.devices.flatMap((device, at) => {
      const uid = userOf(at);
      return Array.from({ length: this.options.sendersPerDevice }, (_, index) =>
        this.send(uid, destinationOf(uid, index), `device ${at}, ${index}`, device.door),
      );
    });
    this.senders = [...byRest, ...bySocket];
  }

  /** Resolves once every sender has ended by itself. */
  async ended(): Promise<void> {
    await Promise.all(this.senders);
  }

  /** Begins nothing new; resolves once every send under way is answered or lost. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended();
    for (const device of this.devices) device.close();
  }

  private async send(uid: number, destination: Destination, proc: string, door: Door): Promise<void> {
    while (!this.stopped) {
      const send = this.ledger.begin(uid, destination, proc);
      while (!(await this.ledger.attempt(send, () => door(send)))) {
        if (this.stopped || this.options.unanswered === 'end') return;
        await sleep(BACK_OFF_MS);
      }
    }
  }
}

function userOf(index: number): number {
  return USERS[index % USERS.length] ?? 1;
}

function destinationOf(uid: number, index: number): Destination {
  return index % 4 === 3 ? toGroup() : toPeer(uid);
}
