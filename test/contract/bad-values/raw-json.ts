/** A piece of JSON as it stands, for what JSON.stringify cannot write: -0, 9007199254740993, 50,000 brackets. */
export class RawJson {
  constructor(readonly json: string) {}

  toJSON(): string {
    return `@raw:${Buffer.from(this.json).toString('base64')}@`;
  }
}

/** JSON text of a value that may hold raw pieces. */
export function toJsonText(value: unknown): string {
  return insertRawJson(JSON.stringify(value));
}

/** For an encoder that calls JSON.stringify itself. */
export function insertRawJson(text: string): string {
  return text.replace(/"@raw:([\w+/=]*)@"/g, (_, piece: string) => Buffer.from(piece, 'base64').toString());
}
