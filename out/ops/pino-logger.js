/** Nest's logger over pino: JSON lines, with the context that the last argument names. */
export class PinoLogger {
    constructor(pino) {
        this.pino = pino;
    }
    log(message, ...rest) {
        this.write('info', message, rest);
    }
    error(message, ...rest) {
        this.write('error', message, rest);
    }
    warn(message, ...rest) {
        this.write('warn', message, rest);
    }
    debug(message, ...rest) {
        this.write('debug', message, rest);
    }
    verbose(message, ...rest) {
        this.write('trace', message, rest);
    }
    fatal(message, ...rest) {
        this.write('fatal', message, rest);
    }
    /** Nest calls `(message, ...optional, context)`; for errors the stack may come between. */
    write(level, message, rest) {
        const context = rest.at(-1);
        const texts = rest.slice(0, -1).filter((item) => item !== undefined);
        const fields = { context, ...(texts.length > 0 ? { detail: texts.map(String).join(' ') } : {}) };
        if (message instanceof Error)
            this.pino[level]({ ...fields, err: message });
        else if (typeof message === 'object' && message !== null)
            this.pino[level]({ ...fields, ...message }, typeof texts[0] === 'string' ? texts[0] : '');
        else
            this.pino[level](fields, String(message));
    }
}
//# sourceMappingURL=pino-logger.js.map