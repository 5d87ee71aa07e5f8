import type { AppError } from '../common/errors/app-error.js';
import type { IdentityHolder } from '../wire/access.js';
import type { Language } from '../wire/language.js';
import type { VerifiedToken } from './token-verifier.js';

/** What is known of a connection once its handshake was let in (`socket.data`). */
export interface SocketSession extends VerifiedToken, IdentityHolder {
  readonly language: Language;
  /** What a refusal becomes, once the guard left its question about the caller to a handler. Never rejects. */
  refusalOf?: ((error: AppError) => Promise<AppError>) | undefined;
}
