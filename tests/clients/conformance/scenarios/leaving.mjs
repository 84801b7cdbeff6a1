import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'what is ended without a connection, or whose end is not answered, is over at once';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const ended = (id) => driver.until(() => driver.of('ended', (one) => one.id === id).length === 1, `the end of ${id}`);
  driver.open(proxy.url, { statement_interval_ms: 0 });
  for (const id of [1, 2, 3]) driver.subscribe(id, ['XTST:A'], { mode: 'all' });
  await driver.until(() => [1, 2, 3].every((id) => driver.trades(id).length === 1), 'the state');
  await feed.trades(100);
  await driver.until(() => [1, 2, 3].every((id) => driver.trades(id).at(-1) === feed.sent), 'the trades');
  // The server never hears of the first end.
  proxy.cutAtAsk();
  driver.do('unsubscribe', { id: 1 });
  await ended(1);
  proxy.refuse();
  await driver.until(() => driver.states.at(-1) === 'waiting', 'the broken line');
  driver.do('unsubscribe', { id: 2 });
  await ended(2);
  proxy.refuse(false);
  await feed.trades(100);
  await driver.until(() => driver.trades(3).at(-1) === feed.sent, 'the trades of the one that is left');
  await driver.close();
  assert.deepEqual([driver.trades(1), driver.trades(2), driver.trades(3)], [range(1, 101), range(1, 101), range(1, feed.sent)]);
  assert.deepEqual(driver.of('ended').map(({ reason }) => reason), [null, null, null]);
  assert.deepEqual([...driver.of('gap'), ...driver.of('error')], []);
}
