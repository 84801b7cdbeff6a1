import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'a full buffer makes the client wait, and nothing is lost';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const driver = world.driver();
  driver.open(server.webUrl, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:*'], { mode: 'all', buffer: 64 });
  await driver.until(() => driver.trades().length === 1, 'the state');
  driver.do('hold', { id: 1 });
  await feed.trades(20_000);
  driver.do('release', { id: 1 });
  await driver.until(() => driver.trades().at(-1) === feed.sent, 'the last trade');
  await driver.next('statement');
  await driver.close();
  assert.deepEqual(driver.trades(), range(1, 20_001));
  assert.deepEqual(driver.ticksOf().filter((trade) => trade.at(-1) !== null), []);
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
  assert.deepEqual(driver.of('state', ({ state }) => state === 'waiting'), []);
}
