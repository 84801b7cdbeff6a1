import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'is told what is no longer kept, and what the feed lost';

export async function run(world) {
  const server = await world.server({ settings: { 'Ticker:RecentTicks': 1_024, 'Ticker:Journal:Enabled': false } });
  const feed = await world.feed(server);
  await feed.trades(10);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  driver.open(proxy.url);
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  await driver.until(() => driver.trades().at(-1) === 10, 'the state');
  proxy.refuse();
  await driver.until(() => driver.states.at(-1) === 'waiting', 'the broken line');
  await feed.trades(5_000);
  proxy.refuse(false);
  await driver.until(() => driver.trades().at(-1) === 5_010, 'the state of now');
  const [expired] = driver.of('gap');
  assert.equal(expired.cause, 'journal_expired');
  assert.ok(Number(expired.from) > 0 && Number(expired.to) > Number(expired.from));

  proxy.refuse();
  await feed.trades(10);
  feed.skip(90);
  await feed.trades(10);
  proxy.refuse(false);
  await driver.until(() => driver.trades().at(-1) === 5_120, 'what came after');
  await driver.close();
  assert.deepEqual(driver.trades(), [10, 5_010, ...range(5_011, 5_020), ...range(5_111, 5_120)]);
  assert.deepEqual(driver.of('gap').map(({ cause }) => cause), ['journal_expired', 'feed_gap']);
  assert.equal(driver.ticksOf().find((trade) => trade[8] === '5111')[7] & 4, 4);
}
