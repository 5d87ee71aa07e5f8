// npm run demo: three people become friends, talk, block each other and run groups, and an official account writes to
// them, through a RUNNING server: real HTTP, real sockets. Ends with exit code 1 and a plain message where something that it prints is not so.
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { HostApp } from './lib/demo-client.mjs';
import { DemoError } from './lib/demo-error.mjs';
import { dismiss, handOver, makeGroup, muteAndFree } from './lib/demo-group-life.mjs';
import { joinInterestGroup } from './lib/demo-interest-group.mjs';
import { openAccount, readWhatUsersWrite, sendPush, tellFollowers } from './lib/demo-official-account.mjs';
import { recallPush, sendLater } from './lib/demo-official-later.mjs';
import { becomeFriends, blockAndExplain } from './lib/demo-relations.mjs';
import { talkInGroup, talkOfTwo } from './lib/demo-scenes.mjs';
import { title } from './lib/demo-transcript.mjs';

const KEY_FILE = 'data/cms_api_key';
const USAGE = `Usage: npm run demo -- [--url http://127.0.0.1:3000]

Plays a conversation against a running server. The CMS key is taken from CMS_API_KEY, or from ${KEY_FILE}.`;
const TIMEOUT_MS = 60_000;

try {
  await main();
} catch (error) {
  console.error(error instanceof DemoError ? `\n${error.message}` : error);
  process.exit(1);
}

async function main() {
  const timer = setTimeout(() => {
    console.error(`\nThe demo did not end within ${TIMEOUT_MS / 1000} s.`);
    process.exit(1);
  }, TIMEOUT_MS);
  await play(readUrl(), await socketClient());
  clearTimeout(timer);
}

/**
 * @param {string} url http://host:port
 * @param {typeof import('socket.io-client').io} io
 */
async function play(url, io) {
  const hostApp = new HostApp(url, readKey());
  // Other ids each time, far from those that people choose by hand: it can be played again and again.
  const base = 9_000_000_000_000 + randomInt(0, 100_000_000_000) * 10;
  const an = { user_id: base + 1, nickname: '小安', photo: '' };
  const ju = { user_id: base + 2, nickname: '小居', photo: '' };
  const le = { user_id: base + 3, nickname: '小乐', photo: '' };
  await hostApp.call('importUsers', { users: [an, ju, le] });
  console.log(`anlife-chat demo against ${url}\n`);
  console.log('The host app imports three users and gets a token for each:');
  for (const { user_id, nickname } of [an, ju, le]) console.log(`  ${nickname}  user_id ${user_id}`);

  const people = {
    an: await hostApp.signIn(an.user_id, an.nickname),
    ju: await hostApp.signIn(ju.user_id, ju.nickname),
    le: await hostApp.signIn(le.user_id, le.nickname),
  };
  const devices = {
    anPhone: await people.an.connect('phone', io),
    juPhone: await people.ju.connect('phone', io),
    juTablet: await people.ju.connect('tablet', io),
    lePhone: await people.le.connect('phone', io),
  };
  console.log(
    `Connected: ${Object.values(devices)
      .map(({ name }) => name)
      .join(', ')}`,
  );
  const cast = { hostApp, ...people, ...devices, groupId: base };
  // Friends first: where REQUIRE_FRIENDSHIP is on, only they may write to each other.
  await becomeFriends(cast);
  await talkOfTwo(cast);
  await blockAndExplain(cast);
  await talkInGroup(cast);

  title('5. The life of a group');
  const group = await makeGroup(cast);
  const msgId = await muteAndFree(cast, group);
  await joinInterestGroup(cast, group);
  await handOver(cast, group);
  await dismiss(cast, group, [msgId]);

  title('6. An official account');
  const account = await openAccount(cast, io);
  const pushes = await sendPush(cast, account);
  await tellFollowers(cast, account);
  const now = await readWhatUsersWrite(cast, account);
  const later = await sendLater(cast, account, now);
  await recallPush(cast, account, pushes, later);
  account.screen.close();

  for (const device of Object.values(devices)) device.close();
  console.log(
    '\nEverything above was checked. The demo leaves its users, groups, account and messages in the database.',
  );
}

function readUrl() {
  /** @type {{ url?: string, help?: boolean }} */
  let given;
  try {
    given = parseArgs({ options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  if (given.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const url = given.url ?? 'http://127.0.0.1:3000';
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new DemoError(`--url: ${url} is not an http(s) URL.`);
  return new URL(url).origin;
}

/** As the server finds it: environment, .env file, or the file that its first start made. */
function readKey() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const key = process.env.CMS_API_KEY;
  if (key) return key;
  if (existsSync(KEY_FILE)) return readFileSync(KEY_FILE, 'utf8').trim();
  throw new DemoError(
    `No CMS key: there is no ${KEY_FILE} here. Start the server once ("npm start"), run the demo in the\n` +
      'same folder, or set CMS_API_KEY to the key of the server that --url names.',
  );
}

async function socketClient() {
  try {
    return (await import('socket.io-client')).io;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new DemoError(
      'The demo needs socket.io-client, a development dependency, which is not installed: run "npm ci"\n' +
        'without --omit=dev (and without NODE_ENV=production).',
    );
  }
}
