/** The text by which the check knows the n-th message of a sender; about as long as people's are. */
export function textOf(uid: number, n: number): string {
  return `${uid}:${n} 今晚七点在社区中心见，记得带伞。`;
}

/** @returns whose message it is, and the how-manieth; undefined for what no load wrote */
export function originOf(text: string): { uid: number; n: number } | undefined {
  const [, uid, n] = /^(\d+):(\d+) /.exec(text) ?? [];
  return uid === undefined || n === undefined ? undefined : { uid: Number(uid), n: Number(n) };
}
