/** The document's base path: every interface lies under it. */
export const BASE_PATH = 'anlife/v1.0/chat';

/** Swagger's page. */
export const DOCS_PATH = '/docs';

export const MIB = 1024 * 1024;

/** Bytes of a body (or a socket event) by who sends it (contract, section 2). */
export const MAX_BODY = MIB;
export const MAX_USER_BODY = 128 * 1024;

/** The one user call, and event, that may be as large as a CMS call. */
const SYNC_ROUTE = `/${BASE_PATH}/message/sync`;
export const SYNC_EVENT = 'message:sync';

/** @param route its pattern, as it is registered. Of what is no interface it is the small one, too. */
export function bodyLimitOf(route: string): number {
  return route === SYNC_ROUTE || route.startsWith(`/${BASE_PATH}/cms/`) ? MAX_BODY : MAX_USER_BODY;
}
