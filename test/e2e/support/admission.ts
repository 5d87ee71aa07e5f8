import type { Admission } from '../../../src/limits/admission.js';

export interface KeptPlaces {
  /** Lets go of one of them. */
  leaveOne(): void;
  leave(): Promise<void>;
}

/** Has all places of those who come in, as where the database is slow. */
export async function keepPlaces(admission: Admission): Promise<KeptPlaces> {
  const leaves: (() => void)[] = [];
  const held: Promise<void>[] = [];
  while (admission.waiting === 0) {
    held.push(admission.ahead(() => new Promise((resolve) => leaves.push(resolve))));
    // A task begins in a later step than it is asked for.
    await Promise.resolve();
  }
  // The one too many, who had none.
  await held.pop()?.catch(() => undefined);
  return {
    leaveOne: () => leaves.pop()?.(),
    leave: async () => {
      for (const leave of leaves.splice(0)) leave();
      await Promise.all(held);
    },
  };
}
