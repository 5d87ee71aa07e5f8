/** To whom an official account sent, as stored. */
export const PUSH_KIND = { list: 0, broadcast: 1 } as const;
