import assert from 'node:assert/strict';
import { quote } from '../feed.mjs';

export const name = 'what was changed, paused or ended stays so over broken lines';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.publish([quote(1, 10_000, 10_001), quote(2, 20_000, 20_001)]);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const opens = () => driver.states.filter((state) => state === 'open').length;
  const asked = (id) => driver.of('subscribed', (one) => one.id === id).length;
  const cut = async () => {
    const before = opens();
    proxy.cut();
    await driver.until(() => opens() > before, 'the next connection');
  };
  const bid = (id, symbol) => driver.ticksOf(id).findLast((tick) => tick[1] === symbol)?.[4];

  driver.open(proxy.url, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:A']);
  driver.subscribe(2, ['*']);
  driver.subscribe(3, ['*']);
  await driver.until(() => driver.ticksOf(1).length === 1 && [2, 3].every((id) => driver.ticksOf(id).length === 2), 'the state');
  driver.do('modify', { id: 1, add: ['XTST:B'], mode: 'all' });
  await driver.until(() => bid(1, 'XTST:B') === '200', 'the state of what was added');
  driver.do('pause', { id: 2 });
  driver.do('unsubscribe', { id: 3 });
  await driver.until(() => driver.of('ended', ({ id }) => id === 3).length === 1, 'the end of one');
  const ofThird = asked(3);
  await cut();
  await driver.until(() => asked(1) >= 3 && asked(2) >= 2, 'both again');
  await feed.publish([quote(2, 20_100, 20_101), quote(2, 20_200, 20_201)]);
  await driver.until(() => bid(1, 'XTST:B') === '202', 'what is new of what was added');
  driver.do('statement', { id: 2 });
  await driver.next('statement', ({ id }) => id === 2);
  assert.equal(driver.ticksOf(2).length, 2, 'it is paused');
  driver.do('resume', { id: 2 });
  await driver.until(() => bid(2, 'XTST:B') === '202', 'what was paused');
  await cut();
  await driver.until(() => asked(1) >= 4 && asked(2) >= 3, 'both once more');
  await feed.publish([quote(1, 10_100, 10_101)]);
  await driver.until(() => [1, 2].every((id) => bid(id, 'XTST:A') === '101'), 'the last quote');
  await driver.close();
  // Mode all: the two quotes came one by one.
  assert.deepEqual(driver.ticksOf(1).filter(([, symbol]) => symbol === 'XTST:B').map((tick) => [tick[4], tick[9]]), [['200', null], ['201', null], ['202', null]]);
  assert.equal(asked(3), ofThird);
  assert.deepEqual([...driver.of('error'), ...driver.of('gap'), ...driver.of('statement', (one) => !one.adds_up)], []);
}
