import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The cluster's secrets, each in a file of the folder; made on first use. Both nodes need the same ones, and so does
 * the next start on this data.
 * @param {string} folder
 * @returns {import('./cluster-topology.mjs').ClusterSecrets}
 */
export function clusterSecrets(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    apiKey: secretIn(apiKeyFile(folder)),
    jwtSecret: secretIn(join(folder, 'jwt_secret')),
    databasePassword: secretIn(join(folder, 'database_password')),
  };
}

/**
 * Where people find the API key.
 * @param {string} folder
 */
export function apiKeyFile(folder) {
  return join(folder, 'cms_api_key');
}

/** @param {string} file */
function secretIn(file) {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
