import DataLoader from 'dataloader';

/**
 * Makes one question of those that are asked within a turn of the event loop, as when thousands come back together.
 * Nothing is remembered: each is answered as of after it was asked.
 * @param ask answers keys, all different
 * @param max keys of one question
 */
export function together<K extends number | string, V>(
  ask: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  max: number,
): (key: K) => Promise<V | undefined> {
  const loader = new DataLoader<K, V | undefined>(
    async (keys) => {
      const answers = await ask([...new Set(keys)]);
      return keys.map((key) => answers.get(key));
    },
    { cache: false, batchScheduleFn: (run) => setImmediate(run), maxBatchSize: max },
  );
  return (key) => loader.load(key);
}
