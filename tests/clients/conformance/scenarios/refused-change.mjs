import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'a change that is refused does not hold, here and on the next connection, on every road';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  for (const road of ['ws', 'events', 'poll']) {
    const first = feed.sent;
    const proxy = await world.proxy(server);
    const driver = world.driver();
    const seen = () => driver.until(() => driver.trades().at(-1) === feed.sent, `trade ${feed.sent}`);
    driver.open(proxy.url, { roads: [road], statement_interval_ms: 100 });
    driver.subscribe(1, ['XTST:A'], { mode: 'all' });
    await driver.until(() => driver.trades().length === 1, 'the state');
    // An interval was never said. What it would add would come in its own time otherwise.
    driver.do('modify', { id: 1, mode: 'interval' });
    await driver.until(() => driver.of('error').length === 1, 'the refusal');
    await feed.trades(100);
    await seen();
    for (let n = 0; n < 2; n++) {
      proxy.cut();
      await feed.trades(100);
      await seen();
    }
    await driver.close();
    assert.deepEqual(driver.trades(), range(first, feed.sent), road);
    assert.deepEqual(driver.of('error').map(({ code, id }) => [code, id]), [['bad_value', 1]], road);
    assert.deepEqual(driver.of('ended').map(({ reason }) => reason), [null]);
    assert.deepEqual([...driver.of('gap'), ...driver.of('statement', (one) => !one.adds_up)], []);
  }
}
