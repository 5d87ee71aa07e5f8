/** A configuration that the server refuses to start with; the message names every bad variable. */
export class ConfigError extends Error {
    constructor(problems) {
        super(`Configuration refused:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
        this.name = 'ConfigError';
    }
}
//# sourceMappingURL=config-error.js.map