import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** Work that is done from time to time, by one node. */
@Entity('sweeps', { withoutRowid: true })
export class SweepEntity {
  @PrimaryColumn('varchar', { length: 32 })
  name!: string;

  /** UTC milliseconds; when it is to be done next, and while a node is at it, until when that one has it. */
  @NumberColumn({ name: 'due_at', default: 0 })
  dueAt!: number;
}
