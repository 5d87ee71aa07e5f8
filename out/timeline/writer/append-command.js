export {};
//# sourceMappingURL=append-command.js.map