import assert from 'node:assert/strict';

export const name = 'is evicted for reading slowly, asks for less, and lacks nothing';

async function hasEvicted(server) {
  const page = await (await fetch(`${server.webUrl}/metrics`)).text();
  return /^ticker_subscriber_evictions_total\{reason="budget"\} [1-9]/m.test(page);
}

export async function run(world) {
  // Evicted after little; and its last word waits for it, however late it reads.
  const server = await world.server({
    settings: { 'Ticker:Subscribers:PendingTicks': 2_048, 'Ticker:Subscribers:SureTicks': 1_024, 'Ticker:WebSockets:ReaderLag': '00:00:00.05', 'Ticker:Subscribers:CloseGrace': '00:00:20' },
  });
  const feed = await world.feed(server);
  await feed.trades(1);
  const driver = world.driver();
  driver.open(server.webUrl);
  driver.do('on_evicted', { modify: { mode: 'latest', on_slow: 'conflate' } });
  driver.subscribe(1, ['XTST:*'], { mode: 'all', buffer: 256 });
  await driver.until(() => driver.trades().length === 1, 'the state');
  driver.do('hold', { id: 1 });
  // Until the server has had enough of it.
  while (!await hasEvicted(server)) {
    assert.ok(feed.sent < 500_000, 'nobody was evicted');
    for (let n = 0; n < 10; n++) await feed.trades(500);
  }
  driver.do('release', { id: 1 });
  await driver.until(() => driver.states.filter((state) => state === 'open').length === 2, 'the second connection');
  await feed.trades(100);
  await driver.until(() => driver.trades().at(-1) === feed.sent, 'the last trade');
  driver.do('unsubscribe', { id: 1 });
  await driver.until(() => driver.of('ended').length === 1, 'the end');
  await driver.close();
  // Being conflated is what it has asked for: each trade came, or is counted in one that stands for it.
  assert.equal(driver.ticksOf().reduce((sum, tick) => sum + (tick[9]?.n ?? 1), 0), feed.sent);
  assert.ok(driver.trades().every((id, n) => n === 0 || id > driver.trades()[n - 1]));
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
  const [evicted] = driver.of('evicted');
  assert.match(evicted.reason, /^slow:\d+:\d+$/);
  // The reason has the position; a language may tell it apart, too.
  if (evicted.position) assert.equal(`slow:${evicted.position.epoch}:${evicted.position.seq}`, evicted.reason);
  assert.equal(driver.of('state', ({ reason }) => reason === 'slow')[0].code, 4008);
  const at = (ev, fits = () => true) => driver.events.findIndex((event) => event.ev === ev && fits(event));
  assert.ok(at('evicted') < at('state', ({ reason }) => reason === 'slow'));
  assert.deepEqual([...driver.of('gap'), ...driver.of('error')], []);
}
