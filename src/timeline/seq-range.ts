/** Seqs `from` … `to`, both included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}
