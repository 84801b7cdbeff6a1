import assert from 'node:assert/strict';

export const name = 'is told when the numbering begins anew, and gets the state';

export async function run(world) {
  const first = await world.server();
  const feed = await world.feed(first);
  await feed.trades(50);
  const proxy = await world.proxy(first);
  const driver = world.driver();
  driver.open(proxy.url, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  driver.subscribe(2, ['XTST:*'], { mode: 'all', on_gap: 'raise' });
  await driver.until(() => [1, 2].every((id) => driver.trades(id).length === 1), 'the state');
  await first.kill();
  const second = await world.server({ settings: { 'Ticker:Journal:Directory': world.directory() } });
  const again = await world.feed(second);
  await again.trades(20);
  proxy.upstreamPort = second.webPort;
  await driver.until(() => driver.of('ended').length === 1, 'the end of the one that wants no gap');
  await driver.until(() => driver.trades(1).at(-1) === 20, 'the state of now');
  await again.trades(5);
  await driver.until(() => driver.trades(1).at(-1) === 25, 'what is new');
  proxy.cut();
  await again.trades(5);
  await driver.until(() => driver.trades(1).at(-1) === 30, 'what came meanwhile');
  await driver.next('statement');
  await driver.close();
  assert.deepEqual(driver.trades(1), [50, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  assert.deepEqual(driver.of('gap', ({ id }) => id === 1).map(({ from, to, cause }) => [from, to, cause]), [[null, null, 'epoch_changed']]);
  assert.deepEqual(driver.of('ended', ({ id }) => id === 2).map(({ reason }) => reason), ['gap']);
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
}
