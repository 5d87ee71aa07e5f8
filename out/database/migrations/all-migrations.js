import { Core1764000000000 } from './1764000000000-core.js';
/** In the order in which they run. */
export const MIGRATIONS = [Core1764000000000];
//# sourceMappingURL=all-migrations.js.map