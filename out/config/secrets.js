import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
/**
 * Reads a secret from `<directory>/<name>`, generating it (256 bits, mode 0600) on first start.
 * Two servers that start at once end with the same one: the file appears whole, and only once.
 */
export function storedSecret(directory, name) {
    const file = join(directory, name);
    const known = readSecret(file);
    if (known !== undefined)
        return { value: known, file };
    mkdirSync(directory, { recursive: true });
    const draft = join(directory, `.${name}.${process.pid}`);
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    try {
        linkSync(draft, file);
    }
    catch (error) {
        if (error.code !== 'EEXIST')
            throw error;
    }
    finally {
        rmSync(draft, { force: true });
    }
    return { value: readSecret(file) ?? '', file };
}
function readSecret(file) {
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
//# sourceMappingURL=secrets.js.map