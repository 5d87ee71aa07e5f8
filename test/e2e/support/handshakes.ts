import type { HandshakeQueue } from '../../../src/realtime/handshake-queue.js';

export interface KeptPlaces {
  leave(): Promise<void>;
}

/** Has all places of the handshakes' line, as where the database is slow. */
export async function keepPlaces(queue: HandshakeQueue): Promise<KeptPlaces> {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const held: Promise<void>[] = [];
  while (queue.waiting === 0) held.push(queue.run(() => left));
  // The one too many, who finds out that there is no place, gives up by its deadline.
  await held.pop()?.catch(() => undefined);
  return {
    leave: async () => {
      leave();
      await Promise.all(held);
    },
  };
}
