import {
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { buildsFolder, distLink, root } from './project.mjs';

const STAMP = '.inputs';
/** Far longer than any process takes to load its modules. */
const KEPT_FOR_MS = 60 * 60_000;

/**
 * The build in use.
 * @returns {{ folder: string, inputTime: bigint } | undefined} `folder` is its real path, which a
 *   later build does not change; undefined where there is none
 */
export function currentBuild() {
  try {
    const folder = realpathSync(distLink);
    return { folder, inputTime: BigInt(readFileSync(join(folder, STAMP), 'utf8')) };
  } catch {
    return undefined;
  }
}

/** Where the next build is compiled; call it under the build lock. */
export function newDraftFolder() {
  // Whoever else made a draft died: a builder holds the lock for as long as it has one.
  for (const name of entries('draft-')) remove(name);
  return join(buildsFolder, `draft-${Date.now()}-${process.pid}`);
}

/**
 * Makes a compiled draft the build in use, in one step for whoever looks; call it under the build lock.
 * @param {string} draft
 * @param {bigint} inputTime of the inputs, from before the compile
 * @returns {string} the build's real path
 */
export function putInPlace(draft, inputTime) {
  writeFileSync(join(draft, STAMP), String(inputTime));
  const build = join(buildsFolder, basename(draft).replace('draft-', 'build-'));
  renameSync(draft, build);
  // From now on the former build's own time says when it was replaced.
  const former = currentBuild()?.folder;
  if (former) utimesSync(former, new Date(), new Date());
  pointDistAt(build);
  removeOldBuilds(build);
  return realpathSync(build);
}

/** @param {string} build */
function pointDistAt(build) {
  // A folder, such as another tool may leave, cannot be replaced by a rename.
  if (lstatSync(distLink, { throwIfNoEntry: false })?.isDirectory()) rmSync(distLink, { recursive: true });
  const link = join(buildsFolder, `draft-link-${process.pid}`);
  rmSync(link, { force: true });
  symlinkSync(relative(root, build), link);
  renameSync(link, distLink);
}

/**
 * A process may be loading a build that was in use a moment ago: builds go an hour after they were
 * replaced. The one that was replaced just now is therefore always kept.
 * @param {string} current
 */
function removeOldBuilds(current) {
  for (const name of [...entries('build-'), ...entries('typeorm-')]) {
    // A migration command may have removed its folder meanwhile.
    const replacedAt = statSync(join(buildsFolder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (name !== basename(current) && Date.now() - replacedAt > KEPT_FOR_MS) remove(name);
  }
}

/** @param {string} prefix */
function entries(prefix) {
  return readdirSync(buildsFolder).filter((name) => name.startsWith(prefix));
}

/** @param {string} name */
function remove(name) {
  rmSync(join(buildsFolder, name), { recursive: true, force: true });
}
