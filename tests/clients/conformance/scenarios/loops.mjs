import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'a loop that is left loses nothing: the next one goes on with the next tick';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const driver = world.driver();
  driver.open(server.webUrl, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all', buffer: 16, leave_after: 7 });
  driver.subscribe(2, ['XTST:A'], { mode: 'all', leave_after: 1 });
  await driver.until(() => [1, 2].every((id) => driver.trades(id).length === 1), 'the state');
  await feed.trades(2_000);
  await driver.until(() => [1, 2].every((id) => driver.trades(id).at(-1) === feed.sent), 'the last trade');
  await driver.next('statement');
  await driver.close();
  for (const id of [1, 2]) assert.deepEqual(driver.trades(id), range(1, feed.sent));
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
}
