export const SENDER_KIND = { user: 0, service: 1 };
export const MESSAGE_TYPE = { text: 1, image: 2, article: 3 };
//# sourceMappingURL=message.js.map