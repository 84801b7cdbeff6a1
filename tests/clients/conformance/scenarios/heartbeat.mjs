import assert from 'node:assert/strict';

export const name = 'tells of heartbeats: the time of the server, and how its feeds are';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  for (const encoding of ['msgpack', 'json']) {
    const driver = world.driver();
    driver.open(server.webUrl, { encoding });
    driver.subscribe(1, ['XTST:*']);
    const { time, time_ms: timeMs, feeds } = await driver.next('heartbeat', (one) => one.feeds.feed === 'live');
    await driver.close();
    assert.deepEqual(feeds, { feed: 'live' });
    // One machine, one clock.
    const said = timeMs ?? Number(BigInt(time) / 1_000_000n);
    assert.ok(Math.abs(said - Date.now()) < 60_000, `${said} is the time of day in ms`);
  }
}
