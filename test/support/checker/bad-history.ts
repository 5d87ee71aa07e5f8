import type { ReadMessage } from './events.js';
import type { History } from './history.js';
import type { Invariant } from './model.js';
import { Scene } from './scene.js';

/** A history with one fault in it, and its sound twin. */
export interface BadHistory {
  name: string;
  /** What the checker must name; it may name others as well. */
  invariant: Invariant;
  build(isBroken: boolean): History;
}

type Alteration = (msgs: ReadMessage[], reader: string, conv: string) => ReadMessage[];

/** `play` goes on from the good scene; what it returns alters the final reads. */
export function bad(
  invariant: Invariant,
  name: string,
  play: (scene: Scene, isBroken: boolean) => Alteration | undefined,
): BadHistory {
  const build = (isBroken: boolean): History => {
    const scene = new Scene();
    return scene.drain(play(scene, isBroken));
  };
  return { name, invariant, build };
}
