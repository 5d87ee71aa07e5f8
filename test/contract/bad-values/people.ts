import type { ChatClient } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';

/** The example of a password, of the old one in changePassword too. */
const PASSWORD = 'fu-dong-da-dao-2026';
/** The operator whom the examples name. */
const EXAMPLE = 'editor';
/** Who calls what is for people only. */
const CALLER = 'caller';

/** Makes the operator of the examples, and the one who calls what is for people only. */
export async function makePeople(client: ChatClient): Promise<void> {
  for (const username of [EXAMPLE, CALLER])
    datasOf(await client.cms('createOperator', { username, role: 'operator', password: PASSWORD }));
}

/** What that one calls with. Their password is the example's again: a good changePassword has changed it. */
export async function signInCaller(client: ChatClient): Promise<Record<string, string>> {
  datasOf(await client.cms('updateOperator', { username: CALLER, password: PASSWORD }));
  const parameters = { username: CALLER, password: PASSWORD };
  const { token } = datasOf(await client.post<{ token: string }>('cms/login', parameters, {}, 'json'));
  return { authorization: `Bearer ${token}` };
}
