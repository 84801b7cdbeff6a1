import assert from 'node:assert/strict';
import { codeOf } from '../world.mjs';

export const name = 'comes back after ever longer, random times, up to a cap, and not before it is asked to';

const base = 4;
const cap = 60;

export async function run(world) {
  const server = await world.server();
  const proxy = await world.proxy(server);
  const driver = world.driver();
  proxy.refuse();
  driver.open(proxy.url, { backoff_base_ms: base, backoff_cap_ms: cap, stable_after_ms: 0, roads: ['ws'] });
  driver.subscribe(1, ['*']);
  await driver.until(() => driver.of('state', ({ state }) => state === 'waiting').length >= 30, 'thirty attempts');
  const refused = driver.of('state', ({ state }) => state === 'waiting').slice(0, 30);
  proxy.answerUpgrades({ status: 503, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '1' }, body: '{"status":503}' });
  proxy.refuse(false);
  const busy = await driver.next('state', ({ reason }) => reason === 'busy');
  proxy.answerUpgrades(null);
  await driver.until(() => driver.states.at(-1) === 'open', 'the connection');
  proxy.cut();
  const again = await driver.next('state', ({ reason }) => reason === 'lost');
  await driver.close();

  assert.ok(refused.every(({ reason, attempt }, n) => reason === 'unreachable' && attempt === n + 1));
  // Rounded, they may be up by half a millisecond.
  for (const { attempt, retry_in_ms: wait } of refused) assert.ok(wait >= 0 && wait <= Math.min(cap, base * 2 ** (attempt - 1)) + 1, `attempt ${attempt} after ${wait} ms`);
  const late = refused.slice(5).map(({ retry_in_ms: wait }) => wait);
  // Of 25 even draws from 0 to 60, some are in either half but once in 2^24.
  assert.ok(late.some((wait) => wait > cap / 2) && late.some((wait) => wait < cap / 2), String(late));
  assert.ok(busy.retry_in_ms >= 1_000 && codeOf(busy) === 503, JSON.stringify(busy));
  assert.equal(again.attempt, 1);
}
