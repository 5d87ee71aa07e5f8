import { relative } from 'node:path';
import type { Configuration } from '../config/configuration.js';

/** What a person reads after the first start: where it is, and what to try next. The key itself is not printed. */
export function greeting({ cmsApiKeyFile, database }: Configuration, url: string): string {
  const where =
    database.kind === 'sqlite' ? relative(process.cwd(), database.path) : `${database.host}/${database.name}`;
  const key = cmsApiKeyFile === undefined ? '$CMS_API_KEY' : `$(cat ${relative(process.cwd(), cmsApiKeyFile)})`;
  const demo = url.endsWith(':3000') ? 'npm run demo' : `npm run demo -- --url ${url}`;
  return `
anlife-chat is listening on ${url} (database: ${where})

  API document      ${url}/docs
  Watch two users chat, in a second terminal:
                    ${demo}
  Or by hand:
                    curl -sS ${url}/anlife/v1.0/chat/cms/importUsers \\
                      -H "X-Api-Key: ${key}" -H 'Content-Type: application/json' \\
                      -d '{"users":[{"user_id":1,"nickname":"小安","photo":""},{"user_id":2,"nickname":"小居","photo":""}]}'
  Then              the README's "A first conversation"

`;
}
