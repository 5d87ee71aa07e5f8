import { Injectable } from '@nestjs/common';

/** Whether this node takes new work. */
@Injectable()
export class NodeState {
  private isDraining = false;

  get draining(): boolean {
    return this.isDraining;
  }

  drain(): void {
    this.isDraining = true;
  }
}
