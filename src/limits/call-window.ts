/** How much of a limit one key has used, in a window that opened with the first. */
export interface CallWindow {
  /** Of all nodes, as far as this one knows. */
  count: number;
  /** When it is over, by `performance.now()`: a clock that is set leaves it alone. */
  endsAt: number;
  /** Of the count: what the other nodes were not told yet. */
  untold: number;
  /** Whether they are being told now. */
  isTelling: boolean;
}

export function newWindow(endsAt: number): CallWindow {
  return { count: 0, endsAt, untold: 0, isTelling: false };
}
