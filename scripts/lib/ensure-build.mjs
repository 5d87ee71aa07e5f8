import { currentBuild, newDraftFolder, putInPlace } from './build-folders.mjs';
import { newestInputTime } from './build-inputs.mjs';
import { compile, CompileError } from './compile.mjs';
import { lockFile } from './project.mjs';

/**
 * Builds if something changed since the last build. Where another process is building already, waits
 * for it and uses its result.
 * @returns {Promise<string>} the real path of the up-to-date build
 * @throws {CompileError}
 */
export async function ensureBuild() {
  const ready = upToDateBuild();
  if (ready) return ready;
  // Loaded only now: a start with nothing to build does without SQLite.
  const { exclusively } = await import('./exclusively.mjs');
  return exclusively(lockFile, () => {
    const builtMeanwhile = upToDateBuild();
    if (builtMeanwhile) return builtMeanwhile;
    // From before it is said: an edit after that makes this build an old one.
    const inputTime = newestInputTime();
    console.error('Building …');
    const draft = newDraftFolder();
    compile(draft);
    return putInPlace(draft, inputTime);
  });
}

/**
 * As `ensureBuild`, for a command: a failed compile ends the process with exit code 1, after tsc's own words.
 * @returns {Promise<string>}
 */
export async function ensureBuildOrExit() {
  try {
    return await ensureBuild();
  } catch (error) {
    console.error(error instanceof CompileError ? error.message : error);
    process.exit(1);
  }
}

function upToDateBuild() {
  const build = currentBuild();
  return build && newestInputTime() <= build.inputTime ? build.folder : undefined;
}
