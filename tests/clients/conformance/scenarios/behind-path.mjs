import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'finds a server behind a path, on every road';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server, '/of/a/market');
  const drivers = [];
  for (const [address, roads] of [['', ['ws']], ['/', ['events']], ['/v1/stream', ['poll']]]) {
    const driver = world.driver();
    driver.open(`${proxy.url}${address}`, { roads, statement_interval_ms: 100 });
    driver.subscribe(1, ['XTST:*'], { mode: 'all' });
    drivers.push(driver);
    await driver.until(() => driver.of('subscribed').length > 0, `the road ${roads[0]}`);
  }
  await feed.trades(50);
  for (const driver of drivers) {
    await driver.until(() => driver.trades().at(-1) === feed.sent, 'the last trade');
    await driver.close();
    assert.deepEqual(driver.trades(), range(1, feed.sent));
    assert.deepEqual(driver.states, ['connecting', 'open', 'closed']);
  }

  // Whether the server lives is asked there, too.
  proxy.answerUpgrades('broken');
  const other = world.driver();
  other.open(proxy.url);
  other.subscribe(1, ['XTST:*']);
  await other.isOn('events');
  await other.close();
  proxy.answerUpgrades(null);

  const replay = world.driver();
  replay.open(`${proxy.url}/v1/replay?recording=calm&speed=max`);
  replay.subscribe(1, ['*']);
  await replay.until(() => replay.of('ended').length === 1, 'the end of a replay');
  await replay.close();
  assert.equal(replay.of('state').at(-1).reason, 'ended');
  assert.ok(proxy.requests.every(({ url }) => url.startsWith('/of/a/market/')), 'something is asked for beside the path');
}
