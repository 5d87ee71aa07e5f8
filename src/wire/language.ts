import Negotiator from 'negotiator';

export type Language = 'zh' | 'en';

/** English where `Accept-Language` prefers it; absent, `*` or neither is Chinese (contract, section 4). */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'zh';
  const [preferred] = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages(['zh', 'en']);
  return preferred === 'en' ? 'en' : 'zh';
}
