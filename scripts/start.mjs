// npm start: builds if something changed, then serves, in this very process: signals and exit codes
// are the server's own. (package.json says `exec`: else npm would signal a shell, and leave the server running.)
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuildOrExit } from './lib/ensure-build.mjs';

// By its real path, not through `dist`: a build that is put in place while this server still loads
// its modules must not mix into it.
const build = await ensureBuildOrExit();
await import(pathToFileURL(join(build, 'main.js')).href);
