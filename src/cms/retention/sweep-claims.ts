import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';

/** Which node sweeps, and when again. Two at once would harm nothing, and be of no use. */
@Injectable()
export class SweepClaims {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Takes what is due by `now` until then. @returns whether it is ours */
  async claim(name: string, now: number, until: number): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      // It has a row from its first time on.
      await tx.execute(`INSERT INTO sweeps (name, due_at) VALUES (?, 0) ${tx.dialect.orLock(['name'])}`, [name]);
      const sql = 'UPDATE sweeps SET due_at = ? WHERE name = ? AND due_at <= ?';
      return (await tx.execute(sql, [until, name, now])) > 0;
    });
  }

  /** Moves the end of a claim, or says when it is due again. @returns whether it was still ours */
  async move(name: string, from: number, until: number): Promise<boolean> {
    const sql = 'UPDATE sweeps SET due_at = ? WHERE name = ? AND due_at = ?';
    return (await this.unitOfWork.run((tx) => tx.execute(sql, [until, name, from]))) > 0;
  }
}
