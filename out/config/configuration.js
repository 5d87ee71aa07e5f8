/** Everything that can be configured (contract, section 8): validated once, then frozen. */
export class Configuration {
}
//# sourceMappingURL=configuration.js.map