import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'what a feed flags as state comes once, too, over broken lines and on every road';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  for (const road of ['ws', 'events', 'poll']) {
    const first = feed.sent;
    const proxy = await world.proxy(server);
    const driver = world.driver();
    driver.open(proxy.url, { statement_interval_ms: 100, roads: [road] });
    driver.subscribe(1, ['XTST:A'], { mode: 'all' });
    driver.subscribe(2, ['XTST:A'], { mode: 'latest' });
    await driver.until(() => [1, 2].every((id) => driver.trades(id).length === 1), 'the state');
    const seen = () => driver.until(() => [1, 2].every((id) => driver.trades(id).at(-1) === feed.sent), `trade ${feed.sent}`);
    for (let n = 0; n < 5; n++) {
      await feed.trades(20, 1, { flags: 1 });
      await seen();
      proxy.refuse();
      await feed.trades(10, 1, { flags: 1 });
      await feed.trades(10);
      await feed.trades(10, 1, { flags: 1 });
      proxy.refuse(false);
      await seen();
    }
    await driver.next('statement');
    await driver.close();
    for (const id of [1, 2]) assert.deepEqual(driver.trades(id), range(first, feed.sent), `${road}, subscription ${id}`);
    assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  }
}
