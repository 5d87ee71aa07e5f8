import { badParameter } from '../../common/errors/app-error.js';

/** Where an entry stands in the order of the log. */
export interface AuditPlace {
  /** UTC milliseconds. */
  readonly at: number;
  readonly id: number;
}

export const CURSOR = /^[1-9]\d{0,15}-[1-9]\d{0,15}$/;

export function cursorOf({ at, id }: AuditPlace): string {
  return `${at}-${id}`;
}

/** @param cursor of the form of CURSOR @throws AppError 10000 for numbers that no entry has */
export function parseCursor(cursor: string): AuditPlace {
  const [at = NaN, id = NaN] = cursor.split('-').map(Number);
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(id)) throw badParameter('cursor');
  return { at, id };
}
