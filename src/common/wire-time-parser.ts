import { WireTime } from './time.js';

const DAY_MS = 86_400_000;
const FORM = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/**
 * The moment that `YYYY-MM-DD HH:mm:ss` names in a time zone, in UTC milliseconds.
 * @returns undefined where there is none: another form, 30 February, an hour that summer time skips; of an
 *   hour that comes twice the first
 */
export function parseWireTime(text: string, timeZone: string): number | undefined {
  const [, year, month, day, hour, minute, second] = (FORM.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined) return undefined;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const time = new WireTime(timeZone);
  // Zones are at most 14 hours away from UTC, and what they were a day before and after covers any change between.
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((ms) => offsetAt(time, ms));
  const moments = offsets.map((offset) => asUtc - offset).filter((moment) => time.render(moment) === text);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(time: WireTime, ms: number): number {
  return Date.parse(`${time.render(ms).replace(' ', 'T')}Z`) - ms;
}
