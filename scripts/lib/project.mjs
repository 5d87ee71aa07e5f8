import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. The scripts belong to the project they lie in, whatever the working directory. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every build in a folder of its own. */
export const buildsFolder = join(root, '.builds');

/** What a builder holds while it builds. */
export const lockFile = join(buildsFolder, 'lock.sqlite');

/** A link to the build in use. */
export const distLink = join(root, 'dist');
