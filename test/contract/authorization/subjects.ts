import type { Row } from './row.js';
import type { Scene } from './scene.js';

/** Names the group. */
export const inGroup = ({ group }: Scene): { group_type: number; group_id: number } => ({
  group_type: 1,
  group_id: group,
});

/** The answer shows what one of them wrote. */
export const text =
  (name: keyof Scene['texts']): Row['shows'] =>
  (datas, { texts }) =>
    datas.includes(texts[name]);

/** The answer shows one of them. */
export const user =
  (name: 'peer' | 'bystander' | 'asked'): Row['shows'] =>
  (datas, scene) =>
    datas.includes(`"user_id":${scene[name]},`);
