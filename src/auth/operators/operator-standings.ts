import { Injectable } from '@nestjs/common';
import type { OperatorStanding } from './operator.js';
import { OperatorRepository } from './operator.repository.js';

/** Where operators stand as of now: many at once, for connections that outlive what their handshake found. */
@Injectable()
export class OperatorStandings {
  constructor(private readonly operators: OperatorRepository) {}

  /** By id; those who were removed are missing. */
  find(ids: readonly number[]): Promise<Map<number, OperatorStanding>> {
    return this.operators.findStandings(ids);
  }
}
