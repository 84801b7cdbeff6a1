import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'connects, gets everything, and ends with accounts that add up';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(10);
  const driver = world.driver();
  driver.open(server.webUrl, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  await driver.until(() => driver.of('subscribed').length > 0 && driver.trades().length === 1, 'the state');
  await feed.trades(500);
  await driver.until(() => driver.trades().at(-1) === 510, 'the last trade');
  const [statement] = [await driver.next('statement')];
  assert.equal(statement.adds_up, true);
  driver.do('unsubscribe', { id: 1 });
  await driver.until(() => driver.of('ended').length === 1, 'the end of the iteration');
  await driver.close();

  assert.deepEqual(driver.trades(), range(10, 510));
  const [subscribed] = driver.of('subscribed');
  assert.deepEqual([subscribed.id, subscribed.instruments, subscribed.unknown], [1, ['XTST:A'], []]);
  assert.deepEqual(driver.ticksOf()[0].slice(0, 2), ['t', 'XTST:A']);
  // Price 100.10 in a scale of 2, without its trailing zero; size 1; bought; state; id 10.
  assert.deepEqual(driver.ticksOf()[0].slice(4), ['100.1', '1', 1, 1, '10', null]);
  const last = driver.of('statement').at(-1);
  assert.deepEqual([last.matched, last.delivered, last.snapshot, last.pending, last.adds_up], [500, 500, 1, 0, true]);
  assert.deepEqual(driver.states, ['connecting', 'open', 'closed']);
  assert.equal(driver.of('state').at(-1).reason, 'owner');
  assert.deepEqual(driver.of('ended').map(({ id, reason }) => [id, reason]), [[1, null]]);
  assert.deepEqual([...driver.of('error'), ...driver.of('gap')], []);
}
