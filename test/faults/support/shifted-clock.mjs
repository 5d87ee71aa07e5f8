// Preloaded by a server (NODE_OPTIONS=--import): its clock is TEST_CLOCK_SHIFT_MS ahead, as another machine's may be.
const shift = Number(process.env.TEST_CLOCK_SHIFT_MS);
const now = Date.now.bind(Date);

Date.now = () => now() + shift;
