import assert from 'node:assert/strict';
import { range, seeded } from '../world.mjs';

export const name = 'every trade comes once over twenty broken lines';

const cuts = 20;
const random = seeded(7);

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  driver.open(proxy.url, { statement_interval_ms: 50 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  driver.subscribe(2, ['XTST:A'], { mode: 'latest' });
  await driver.until(() => driver.of('subscribed').length >= 2, 'the beginning');
  for (let n = 0; n < cuts; n++) {
    // Sometimes at a byte of the next connection, sometimes now, while trades come.
    if (n % 2) proxy.cutAfter(400 + Math.floor(random() * 4_000));
    const sent = feed.trades(50 + Math.floor(random() * 200));
    proxy.cut();
    await sent;
    await driver.until(() => driver.of('state', ({ state }) => state === 'open').length > n, `connection ${n + 2}`);
  }
  await feed.trades(10);
  await driver.until(() => driver.trades(1).at(-1) === feed.sent && driver.trades(2).at(-1) === feed.sent, 'the last trade');
  await driver.close();
  assert.deepEqual(driver.trades(1), range(1, feed.sent));
  assert.deepEqual(driver.trades(2), range(1, feed.sent));
  assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  assert.ok(driver.of('state', ({ state, reason }) => state === 'waiting' && reason === 'lost').length > 0);
}
