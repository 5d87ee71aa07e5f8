import type { ChatApp } from '../../support/chat/chat-app.js';
import { scrape } from './scene.js';

/** What really happens, and what a metric says of it. */
export type Flow = (chat: ChatApp) => Promise<void>;
export type Labels = Record<string, string>;

export const ASKED_TWICE_MS = { timeout: 3_000, interval: 20 };

/** By how much a metric grows while something is done. */
export async function growth(
  chat: ChatApp,
  name: string,
  work: () => Promise<unknown>,
): Promise<(labels?: Labels) => number> {
  const before = await scrape(chat);
  await work();
  const after = await scrape(chat);
  return (labels = {}) => after.sum(name, labels) - before.sum(name, labels);
}

export const valueOf = async (chat: ChatApp, name: string, labels: Labels = {}): Promise<number> =>
  (await scrape(chat)).sum(name, labels);
