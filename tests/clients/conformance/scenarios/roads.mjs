import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'takes events, then polls, where the network lets no more through, and goes back';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const isOn = (road) => driver.until(() => driver.of('state').at(-1)?.state === 'open' && driver.of('state').at(-1).road === road, `the road ${road}`);
  const trades = async (count) => {
    await feed.trades(count);
    await driver.until(() => [1, 2].every((id) => driver.trades(id).at(-1) === feed.sent), `trade ${feed.sent}`);
  };

  proxy.answerUpgrades({ status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>No</h1>' });
  driver.open(proxy.url, { upgrade_retry_ms: 400, statement_interval_ms: 100, connect_timeout_ms: 2_000 });
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  driver.subscribe(2, ['XTST:A']);
  await isOn('events');
  // A road may be open before anything was asked for on it.
  await driver.until(() => [1, 2].every((id) => driver.ticksOf(id).length > 0), 'the state of both');
  await trades(100);
  await driver.next('statement');
  driver.do('modify', { id: 2, mode: 'interval', interval_ms: 10 });
  await trades(100);
  // Something begins to keep the bytes back: what has begun is broken, what begins says nothing.
  proxy.holdBack();
  proxy.cut();
  await isOn('poll');
  await trades(100);
  await driver.next('statement');
  proxy.holdBack(false);
  await isOn('events');
  await trades(100);
  proxy.answerUpgrades(null);
  await isOn('ws');
  await trades(100);
  await driver.close();
  for (const id of [1, 2]) assert.deepEqual(driver.trades(id), range(1, 501));
  assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  assert.deepEqual(driver.of('state', ({ state }) => state === 'waiting').map(({ reason }) => reason).filter((reason) => reason === 'mute'), []);
}
