import Negotiator from 'negotiator';
/** English where `Accept-Language` prefers it; absent, `*` or neither is Chinese (contract, section 4). */
export function languageOf(acceptLanguage) {
    if (acceptLanguage === undefined)
        return 'zh';
    const [preferred] = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages(['zh', 'en']);
    return preferred === 'en' ? 'en' : 'zh';
}
//# sourceMappingURL=language.js.map