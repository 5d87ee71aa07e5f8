import type { AppError } from '../common/errors/app-error.js';
import type { Language } from './language.js';

/** A good answer (contract, section 4). */
export interface Success<T = unknown> {
  readonly datas: T;
}

/** A refusal, whatever the door: HTTP body, acknowledgement, handshake or `session:ended`. */
export interface Failure {
  readonly error_code: number;
  readonly error_msg: string;
}

export function success<T>(datas: T): Success<T> {
  return { datas };
}

export function failure(error: AppError, language: Language): Failure {
  const text = error.row[language];
  const separator = language === 'zh' ? '：' : ': ';
  return { error_code: error.code, error_msg: error.detail === undefined ? text : text + separator + error.detail };
}
