const PARTS = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
};
/** Renders UTC milliseconds as the wire's `YYYY-MM-DD HH:mm:ss` in one time zone (contract, section 6). */
export class WireTime {
    /** @param timeZone IANA name, such as Asia/Shanghai */
    constructor(timeZone) {
        this.lastSecond = NaN;
        this.lastText = '';
        // sv-SE is the locale whose short form already is ISO's order.
        this.format = new Intl.DateTimeFormat('sv-SE', { ...PARTS, timeZone });
    }
    /** @param ms UTC milliseconds since 1970 */
    render(ms) {
        // Intl costs microseconds, and the messages of one second share their text.
        const second = Math.floor(ms / 1000);
        if (second !== this.lastSecond) {
            this.lastText = this.format.format(second * 1000);
            this.lastSecond = second;
        }
        return this.lastText;
    }
}
//# sourceMappingURL=time.js.map