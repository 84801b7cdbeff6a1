import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'loses nothing when a better road is found while its buffer is full';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  for (const road of ['events', 'poll']) {
    const first = feed.sent;
    const proxy = await world.proxy(server);
    const driver = world.driver();
    const blocked = { status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>No</h1>' };
    proxy.answerUpgrades(blocked);
    driver.open(proxy.url, { upgrade_retry_ms: 200, roads: ['ws', road] });
    driver.subscribe(1, ['XTST:A'], { mode: 'all', buffer: 32 });
    await driver.isOn(road);
    await driver.until(() => driver.trades().length === 1, 'the state');
    driver.do('hold', { id: 1 });
    await feed.trades(2_000);
    const tries = proxy.of('/v1/stream').length;
    proxy.answerUpgrades(null);
    await proxy.until('/v1/stream', tries + 1);
    await feed.trades(100);
    driver.do('release', { id: 1 });
    await driver.isOn('ws');
    await feed.trades(100);
    await driver.until(() => driver.trades().at(-1) === feed.sent, 'the last trade');
    await driver.close();
    assert.deepEqual(driver.trades(), range(first, feed.sent), road);
    assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  }
}
