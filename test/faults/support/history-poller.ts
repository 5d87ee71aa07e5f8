import type { ChatClient } from '../../support/chat/chat-client.js';
import { allViews } from './population.js';

/**
 * Users who look at their conversations again and again. What they are told may be a page or "try
 * again"; everything else, and no answer at all, is kept as a wrong.
 */
export class HistoryPoller {
  readonly wrongs: string[] = [];
  pages = 0;
  refusals = 0;
  slowestMs = 0;
  private stopped = false;
  private loops: Promise<void>[] = [];

  constructor(private readonly client: ChatClient) {}

  start(): void {
    this.loops = allViews().map(({ uid, destination }) => this.poll(uid, destination.conversationId));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async poll(uid: number, conversationId: string): Promise<void> {
    while (!this.stopped) {
      const startedAt = performance.now();
      try {
        const query = { conversation_id: conversationId, limit: 1 };
        const { status, datas, error_code } = await this.client.as(uid).get('message/getHistory', query);
        if (status === 200 && datas !== undefined) this.pages += 1;
        else if (status === 503 && error_code === 10007) this.refusals += 1;
        else this.wrongs.push(JSON.stringify({ uid, conversationId, status, datas, error_code }));
      } catch (error) {
        this.wrongs.push(String(error));
      }
      this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
    }
  }
}
