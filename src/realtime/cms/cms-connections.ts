import { Injectable } from '@nestjs/common';
import type { OpenConnection } from '../connection-registry.js';

/** A connection of the `/cms` namespace, from the first step of its handshake on. */
export interface CmsConnection extends OpenConnection {
  /** Whose it is, and of which version its token; undefined for the host app's key, which never changes. */
  readonly operator: { readonly id: number; readonly tokenVersion: number } | undefined;
}

/** This node's connections of people who work with the CMS. */
@Injectable()
export class CmsConnections {
  private readonly open = new Set<CmsConnection>();

  add(connection: CmsConnection): void {
    this.open.add(connection);
  }

  remove(connection: CmsConnection): void {
    this.open.delete(connection);
  }

  has(connection: CmsConnection): boolean {
    return this.open.has(connection);
  }

  of(operatorId: number): CmsConnection[] {
    return [...this.open].filter(({ operator }) => operator?.id === operatorId);
  }

  /** Of whomever. */
  get all(): CmsConnection[] {
    return [...this.open];
  }
}
