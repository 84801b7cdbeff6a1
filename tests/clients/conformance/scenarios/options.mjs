import assert from 'node:assert/strict';
import { quote, status, trade } from '../feed.mjs';

export const name = 'asks for everything that can be asked for';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.publish([quote(1, 10_000, 10_010), trade(1, 10_000), quote(2, 20_000, 20_020)]);
  const driver = world.driver();
  driver.open(server.webUrl, { encoding: 'json' });
  const ids = [];
  const ask = (what, symbols = ['XTST:*']) => { ids.push(ids.length + 1); driver.subscribe(ids.at(-1), symbols, what); };
  ask({ mode: 'all', kinds: ['trade', 'status'], times: true, on_slow: 'evict' });
  ask({ mode: 'interval', interval_ms: 3_600_000, summary: true, conflate_trades: true, on_slow: 'conflate', buffer: 100, when_full: 'wait' });
  ask({ from: 'now' }, ['XTST:A', 'XTST:NONE']);
  ask({ from: { time: '0' }, mode: 'all' }, ['XTST:B']);
  await driver.until(() => ids.every((id) => driver.of('subscribed', (one) => one.id === id).length > 0), 'all subscriptions');
  const { epoch } = driver.of('subscribed')[0];
  ask({ from: { epoch, seq: '0' }, mode: 'all' }, ['XTST:A']);
  // The time's history and the position's are there, and the state of the others.
  await driver.until(() => driver.ticksOf(1).length === 1 && driver.ticksOf(2).length === 3 && driver.ticksOf(4).length === 1 && driver.ticksOf(5).length === 2, 'what was');
  await feed.publish([quote(1, 10_001, 10_011), quote(1, 10_002, 10_012), trade(1, 10_002), trade(1, 10_004, 2), status(1, 'LULD')]);
  await driver.until(() => driver.ticksOf(1).length === 4 && driver.ticksOf(5).length === 7 && driver.ticksOf(3).some(([kind]) => kind === 's'), 'what came');

  // What is conflated for an hour comes with another mode.
  driver.do('modify', { id: 2, mode: 'latest', summary: false });
  driver.do('modify', { id: 3, add: ['XTST:B'], remove: ['XTST:NONE'] });
  await driver.until(() => driver.ticksOf(2).some(([kind, , , , bid]) => kind === 'q' && bid === '100.02'), 'the newest quote');
  await driver.until(() => driver.of('subscribed', (one) => one.id === 3).some((one) => one.instruments.includes('XTST:B')), 'what was added');
  driver.do('pause', { id: 3 });
  driver.do('statement', { id: 3 });
  await driver.next('statement', ({ id }) => id === 3);
  await feed.publish([quote(2, 20_001, 20_021), quote(2, 20_002, 20_022)]);
  await driver.until(() => driver.ticksOf(2).some(([, , , , bid]) => bid === '200.02'), 'the quotes at another');
  driver.do('resume', { id: 3 });
  const isSum = ([kind, , , , bid]) => kind === 'q' && bid === '200.02';
  await driver.until(() => driver.ticksOf(3).some(isSum), 'what was paused');
  for (const id of ids) driver.do('unsubscribe', { id });
  await driver.until(() => driver.of('ended').length === ids.length, 'all ends');
  await driver.close();

  assert.deepEqual(driver.ticksOf(1).map(([kind]) => kind), ['t', 't', 't', 's']);
  assert.deepEqual(driver.ticksOf(1).at(-1).slice(4), [2, 0, 'LULD']);
  assert.deepEqual(driver.ticksOf(5).map(([kind]) => kind), ['q', 't', 'q', 'q', 't', 't', 's']);
  assert.deepEqual(driver.ticksOf(5)[0].slice(4), ['100', '1', '100.1', '2', 0, null]);
  assert.deepEqual(driver.of('subscribed', ({ id }) => id === 3)[0].unknown, ['XTST:NONE']);
  const sum = driver.ticksOf(3).find(isSum)[9];
  assert.deepEqual([sum.n, sum.cause], [2, 'rate']);
  assert.deepEqual(driver.of('statement', (one) => !one.adds_up), []);
  assert.deepEqual([...driver.of('error'), ...driver.of('gap')], []);
}
