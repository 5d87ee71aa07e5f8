/** Under which number an official account's marks of its dialogues are kept: its id may be a user's, too. */
export const ACCOUNT_SIDE = 0;
