import assert from 'node:assert/strict';
import { KeyFile } from '../keys.mjs';
import { codeOf } from '../world.mjs';

export const name = 'asks for another key when one is refused or revoked, and shows it nowhere else';

export async function run(world) {
  const keys = new KeyFile(world.directory());
  const publisher = keys.add('publisher', { feeds: ['*'], venues: ['*'] });
  const [first, second] = ['first', 'second'].map((name) => keys.add(name, { symbols: ['*'] }));
  const server = await world.server({ settings: { 'Ticker:Access:Keys': keys.path } });
  const proxy = await world.proxy(server);
  const feed = await world.feed(server, publisher);
  await feed.trades(1);
  const driver = world.driver();
  // Refused with 401, then let in; the next is revoked while the connection stands; the one after is let in.
  driver.open(proxy.url, { keys: ['tk_000000000000_no', first, second, second, second], statement_interval_ms: 0 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  await driver.until(() => driver.trades().length === 1, 'the state');
  keys.revoke(first);
  await driver.until(() => driver.states.filter((state) => state === 'open').length === 2, 'the second key');
  await feed.trades(10);
  await driver.until(() => driver.trades().length === 11, 'the trades');
  keys.revoke(second);
  await driver.until(() => driver.of('ended').length === 1, 'the end without another key');
  await driver.close();

  const waits = driver.of('state', ({ state }) => state === 'waiting').map((event) => [event.reason, codeOf(event)]);
  assert.deepEqual(waits, [['unauthorized', 401], ['unauthorized', 4401]]);
  assert.deepEqual(driver.of('key').map((key) => key.for), ['connecting', 'refused', 'refused', 'refused']);
  const [ended] = driver.of('ended');
  assert.deepEqual([ended.reason, codeOf(ended)], ['unauthorized', 4401]);
  for (const key of [first, second]) {
    assert.ok(!JSON.stringify(driver.events).includes(key), 'an event tells the key');
    assert.ok(proxy.requests.every(({ url }) => !url.includes(key)), 'an address tells the key');
  }
}
