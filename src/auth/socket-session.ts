import type { IdentityHolder } from '../wire/access.js';
import type { Language } from '../wire/language.js';
import type { VerifiedToken } from './token-verifier.js';

/** What is known of a connection once its handshake was let in (`socket.data`). */
export interface SocketSession extends VerifiedToken, IdentityHolder {
  readonly language: Language;
}
