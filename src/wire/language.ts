import Negotiator from 'negotiator';

export type Language = 'zh' | 'en';

/** `*` takes any, and any is Chinese. */
const KNOWN = new Set(['zh', 'en', '*']);

/** English where `Accept-Language` prefers it; absent, `*` or neither is Chinese (contract, section 4). */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'zh';
  // By preference, equal ones in the header's order. To choose among ['zh', 'en'] itself, Negotiator would
  // take `en` before `zh-CN`, as the closer match.
  const tags = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages();
  const known = tags.map((tag) => tag.split('-', 1)[0]?.toLowerCase()).find((tag) => KNOWN.has(tag ?? ''));
  return known === 'en' ? 'en' : 'zh';
}
