/** An answer as it came over the wire. */
export interface Answer<T = unknown> {
  /** HTTP status; 0 for an acknowledgement. */
  readonly status: number;
  readonly datas?: T;
  readonly error_code?: number;
  readonly error_msg?: string;
}

/** What an answer holds. @throws Error where it is a refusal */
export function datasOf<T>(answer: Answer<T>): T {
  if (answer.datas === undefined) throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.datas;
}
