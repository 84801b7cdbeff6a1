import assert from 'node:assert/strict';
import { Issuer, KeyFile } from '../keys.mjs';

export const name = 'renews a token that is about to end, where it is';

export async function run(world) {
  const issuer = new Issuer(world.directory());
  const keys = new KeyFile(world.directory());
  const publisher = keys.add('publisher', { feeds: ['*'], venues: ['*'] });
  // A token is announced as soon as it is shown, so that nobody has to wait for its end.
  const server = await world.server({ settings: { ...issuer.settings, 'Ticker:Access:Keys': keys.path, 'Ticker:Access:ExpiryNotice': '00:10:00' } });
  const feed = await world.feed(server, publisher);
  await feed.trades(1);
  const now = Math.floor(Date.now() / 1_000);
  const driver = world.driver();
  // The second allows less: by that it is seen that it was taken.
  driver.open(server.webUrl, { keys: [issuer.token(now + 300), issuer.token(now + 3_600, { ticker: { symbols: ['XTST:A'] } })], statement_interval_ms: 0 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  driver.subscribe(2, ['XTST:B'], { mode: 'all' });
  await driver.until(() => driver.trades().length === 1, 'the state');
  await driver.until(() => driver.of('key', (key) => key.for === 'expiring').length === 1, 'the question for another');
  await driver.until(() => driver.of('error', ({ code, id }) => code === 'forbidden' && id === 2).length === 1, 'what is not allowed any more');
  await feed.trades(5);
  await driver.until(() => driver.trades().length === 6, 'the trades');
  await driver.close();
  assert.deepEqual(driver.states, ['connecting', 'open', 'closed']);
  assert.deepEqual(driver.of('key').map((key) => key.for), ['connecting', 'expiring']);
  assert.equal(driver.of('notice', ({ code }) => code === 'token_expiring').length, 1);
  assert.ok(!JSON.stringify(driver.events).includes('eyJ'), 'an event tells the token');
}
