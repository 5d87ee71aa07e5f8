export {};
//# sourceMappingURL=socket-session.js.map