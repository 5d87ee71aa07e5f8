/** The document's base path: every interface lies under it. */
export const BASE_PATH = 'anlife/v1.0/chat';

/** Swagger's page. */
export const DOCS_PATH = '/docs';

const MIB = 1024 * 1024;

/** Bytes of a body (or a socket event) by who sends it (contract, section 2). */
export const MAX_BODY = MIB;
export const MAX_USER_BODY = 128 * 1024;

/** The one user call, and event, that may be as large as a CMS call. */
const SYNC_ROUTE = `/${BASE_PATH}/message/sync`;
export const SYNC_EVENT = 'message:sync';

export function bodyLimitOf(route: string): number {
  const isUserCall = route.startsWith(`/${BASE_PATH}/`) && !route.startsWith(`/${BASE_PATH}/cms/`);
  return isUserCall && route !== SYNC_ROUTE ? MAX_USER_BODY : MAX_BODY;
}
