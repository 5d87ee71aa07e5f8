import { Injectable } from '@nestjs/common';
import { UnitOfWork } from './unit-of-work.js';

const BLOCK = 1000;

interface Block {
  next: number;
  readonly end: number;
}

/**
 * Hands out ids that are unique on all nodes and known before the insert: blocks of a counter row.
 * A block that a crash leaves behind is a gap, which ids may have; nothing is ordered by id.
 */
@Injectable()
export class IdAllocator {
  private readonly blocks = new Map<string, Block>();
  private readonly fetching = new Map<string, Promise<void>>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Takes `count` ids; call it outside a transaction.
   * @param sequence a row of the `sequences` table
   */
  async take(sequence: string, count: number): Promise<number[]> {
    for (;;) {
      const block = this.blocks.get(sequence);
      if (block && block.end - block.next >= count) {
        const first = block.next;
        block.next += count;
        return Array.from({ length: count }, (_, index) => first + index);
      }
      await this.refill(sequence, Math.max(count, BLOCK));
    }
  }

  /** Takes one; as `take`. */
  async takeOne(sequence: string): Promise<number> {
    const [id] = await this.take(sequence, 1);
    if (id === undefined) throw new Error(`Sequence ${sequence} gave no id`);
    return id;
  }

  private refill(sequence: string, size: number): Promise<void> {
    let fetch = this.fetching.get(sequence);
    if (!fetch) {
      fetch = this.fetchBlock(sequence, size).finally(() => this.fetching.delete(sequence));
      this.fetching.set(sequence, fetch);
    }
    return fetch;
  }

  private async fetchBlock(sequence: string, size: number): Promise<void> {
    const end = await this.unitOfWork.run(async (tx) => {
      // The update locks the row, so the value read next is this transaction's own.
      await tx.execute('UPDATE sequences SET next_value = next_value + ? WHERE name = ?', [size, sequence]);
      const sql = 'SELECT next_value FROM sequences WHERE name = ?';
      const [row] = await tx.query<{ next_value: number }>(sql, [sequence]);
      if (!row) throw new Error(`No sequence ${sequence}`);
      return row.next_value;
    });
    this.blocks.set(sequence, { next: end - size, end });
  }
}
