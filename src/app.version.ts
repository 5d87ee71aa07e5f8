/** This version of the server, as the API document and the metrics tell it. */
export const VERSION = '0.1.0';
