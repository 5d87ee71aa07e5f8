import { setFlagsFromString } from 'node:v8';

/**
 * Call it first of all. V8 learns which allocations live long, and makes their like old from birth. Here it learns it of
 * requests that wait for the database. Each then keeps all that it refers to alive, dead or not, until the next full
 * collection: every young one copied the whole of each request (ADR 0021).
 */
export function tuneGarbageCollection(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
