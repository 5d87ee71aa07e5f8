import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from './entity-columns.js';

/** A counter that `IdAllocator` takes blocks of; but `installation` stands still (installation.ts). */
@Entity('sequences', { withoutRowid: true })
export class SequenceEntity {
  @PrimaryColumn('varchar', { length: 32 })
  name!: string;

  @NumberColumn({ name: 'next_value' })
  nextValue!: number;
}
