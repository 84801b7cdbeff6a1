import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'takes another road when upgrades break twice though the server lives, and none when it does not';

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const waits = () => driver.of('state', ({ state }) => state === 'waiting');
  // Nobody is there: no road is better than another.
  proxy.refuse();
  driver.open(proxy.url);
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  await driver.until(() => waits().length >= 5, 'five attempts');
  proxy.answerUpgrades('broken');
  proxy.refuse(false);
  await driver.until(() => driver.of('state').at(-1).state === 'open', 'a connection');
  await driver.until(() => driver.trades().length === 1, 'the state');
  await feed.trades(10);
  await driver.until(() => driver.trades().length === 11, 'the trades');
  await driver.close();
  assert.deepEqual(driver.trades(), range(1, 11));
  assert.ok(waits().every(({ road, reason }) => road === 'ws' && (reason === 'unreachable' || reason === 'lost')), JSON.stringify(waits()));
  assert.equal(driver.of('state', ({ state }) => state === 'open')[0].road, 'events');
}
