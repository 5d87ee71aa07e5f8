import { WireTime } from '../../../src/common/time.js';
import type { ChatClient } from './chat-client.js';
import { type Answer, datasOf } from './envelope.js';

const TIME = new WireTime('Asia/Shanghai');
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/** An item of `cms/listScheduled`. */
export interface Scheduled {
  readonly schedule_id: number;
  readonly service_id: number;
  readonly msg_type: number;
  readonly body: string;
  readonly audience: string;
  readonly receivers: number;
  readonly send_at: string;
  readonly state: string;
  readonly msg_id: number | null;
  readonly sent_at: string | null;
  readonly late_seconds: number;
  readonly error_code: number | null;
  readonly created_by: string;
}

/** Now, or as many milliseconds later, as `send_at` has it. */
export function wireTimeIn(ms: number): string {
  return TIME.render(Date.now() + ms);
}

/** What an operator with the API key does with the scheduled pushes of one official account. */
export class Schedules {
  constructor(
    private readonly client: ChatClient,
    private readonly serviceId: number,
  ) {}

  ask(text: string, more: object = {}): Promise<Answer<{ schedule_id: number }>> {
    const message = { service_id: this.serviceId, msg_type: 1, message: { text }, send_at: wireTimeIn(0) };
    return this.client.cms('schedulePush', { ...message, ...more });
  }

  async plan(text: string, more: object = {}): Promise<number> {
    return datasOf(await this.ask(text, more)).schedule_id;
  }

  async list(query: object = {}): Promise<{ total: number; schedules: Scheduled[] }> {
    const parameters = { service_id: this.serviceId, ...query };
    return datasOf(await this.client.get('cms/listScheduled', parameters, { 'x-api-key': this.client.apiKey }));
  }

  async find(id: number): Promise<Scheduled> {
    const found = (await this.list({ page_size: 1000 })).schedules.find(({ schedule_id }) => schedule_id === id);
    if (!found) throw new Error(`Schedule ${id} is not listed`);
    return found;
  }

  /** Once it is in that state. @throws Error where it is not within ten seconds, or as long as is said */
  async reached(id: number, state: string, patienceMs = PATIENCE_MS): Promise<Scheduled> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await this.find(id);
      if (found.state === state) return found;
      if (Date.now() > deadline) throw new Error(`Waited in vain for ${state}: ${JSON.stringify(found)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  cancel(id: number): Promise<Answer<number>> {
    return this.client.cms<number>('cancelScheduled', { schedule_id: id });
  }
}
