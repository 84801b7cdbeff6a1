import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'loses nothing when it is changed or paused while its buffer is full, on every road';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  for (const road of ['ws', 'events', 'poll']) {
    const first = feed.sent;
    const driver = world.driver();
    const seen = () => driver.until(() => driver.trades().at(-1) === feed.sent, `trade ${feed.sent}`);
    driver.open(server.webUrl, { roads: [road], statement_interval_ms: 100 });
    driver.subscribe(1, ['XTST:A'], { mode: 'all', buffer: 32 });
    await driver.until(() => driver.trades().length === 1, 'the state');
    driver.do('hold', { id: 1 });
    await feed.trades(2_000);
    driver.do('modify', { id: 1, on_slow: 'conflate', remove: ['XTST:B'] });
    driver.do('modify', { id: 1, add: ['XTST:C'] });
    await feed.trades(100);
    driver.do('release', { id: 1 });
    await seen();
    driver.do('pause', { id: 1 });
    await feed.trades(50);
    driver.do('modify', { id: 1, remove: ['XTST:C'] });
    await feed.trades(50);
    driver.do('resume', { id: 1 });
    await seen();
    await feed.trades(100);
    await seen();
    driver.do('unsubscribe', { id: 1 });
    await driver.until(() => driver.of('ended').length === 1, 'the end');
    await driver.close();
    assert.deepEqual(driver.trades(), range(first, feed.sent), road);
    assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], [], road);
    assert.deepEqual(driver.of('ended').map(({ reason }) => reason), [null]);
  }
}
