import assert from 'node:assert/strict';
import { quote, trade } from '../feed.mjs';

export const name = 'a full buffer lets newer quotes stand for older ones, and every one is accounted for';

const most = 8;

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.publish([quote(1, 9_000, 9_001), quote(2, 19_000, 19_001)]);
  const driver = world.driver();
  driver.open(server.webUrl, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:*'], { mode: 'all', kinds: ['quote'], buffer: most, when_full: 'conflate' });
  driver.subscribe(2, ['XTST:*'], { mode: 'all' });
  await driver.until(() => driver.ticksOf(1).length === 2 && driver.ticksOf(2).length === 2, 'the state');
  driver.do('hold', { id: 1 });
  const quotes = 150;
  for (let n = 0; n < quotes; n++) await feed.publish([quote(1, 10_000 + n, 10_001 + n), quote(2, 20_000 + n, 20_001 + n)]);
  await feed.publish([trade(1, 10_000)]);
  await driver.until(() => driver.trades(2).length === 1, 'all of it at the other');
  driver.do('release', { id: 1 });
  const newest = (symbol) => driver.ticksOf(1).findLast((tick) => tick[1] === symbol)?.[4];
  await driver.until(() => newest('XTST:A') === '101.49' && newest('XTST:B') === '201.49', 'the newest quotes');
  await driver.next('statement', ({ id }) => id === 1);
  await driver.close();
  const live = driver.ticksOf(1).slice(2);
  assert.ok(live.length < 2 * quotes, `${live.length}`);
  const sums = live.filter((tick) => tick[9] !== null);
  assert.ok(sums.length > 0 && sums.some(([, , , , , , , , , { cause }]) => cause === 'client'));
  for (const symbol of ['XTST:A', 'XTST:B']) {
    const own = live.filter(([, of]) => of === symbol);
    assert.equal(own.reduce((sum, tick) => sum + (tick[9]?.n ?? 1), 0), quotes);
    assert.ok(own.every(([, , seq], n) => n === 0 || Number(seq) > Number(own[n - 1][2])), 'an instrument goes back');
    assert.ok(own.every(([, , seq, , , , , , , sum]) => !sum || Number(sum.first) < Number(seq)));
  }
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
}
