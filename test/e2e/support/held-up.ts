import { vi } from 'vitest';
import { gate } from '../../integration/support/writing.js';

export interface HeldUp {
  /** Resolves once somebody waits there. */
  readonly inside: Promise<void>;
  goOn(): void;
}

/** Has the next call of a service's method wait before it does what it does. */
export function holdUp(target: object, step: string): HeldUp {
  const inside = gate();
  const released = gate();
  const owner = target as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const original = owner[step]?.bind(target);
  vi.spyOn(owner, step).mockImplementationOnce(async (...args) => {
    inside.open();
    await released.opened;
    return original?.(...args);
  });
  return { inside: inside.opened, goOn: () => released.open() };
}
