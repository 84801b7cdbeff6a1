import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'leaves a connection that has gone mute';

export async function run(world) {
  // Often enough that three of them are soon missed.
  const server = await world.server({ settings: { 'Ticker:Subscribers:HeartbeatInterval': '00:00:00.3' } });
  const feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  driver.open(proxy.url);
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  await driver.until(() => driver.trades().length === 1, 'the state');
  for (let n = 0; n < 2; n++) {
    proxy.mute();
    await feed.trades(100);
    await driver.until(() => driver.trades().at(-1) === feed.sent, 'what came while it was mute');
  }
  await driver.close();
  assert.deepEqual(driver.trades(), range(1, 201));
  const waits = driver.of('state', ({ state }) => state === 'waiting');
  // On a machine that stands still for a second it may be one more.
  assert.ok(waits.length >= 2 && waits.every(({ reason, attempt }, n) => reason === 'mute' && attempt === n + 1), JSON.stringify(waits));
  assert.deepEqual(driver.of('gap'), []);
}
