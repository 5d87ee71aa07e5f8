// npm run build: compiles src/ if something changed. `dist` then leads to the result.
import { ensureBuildOrExit } from './lib/ensure-build.mjs';

await ensureBuildOrExit();
