import assert from 'node:assert/strict';
import { range } from '../world.mjs';

export const name = 'goes on over restarts of the server: killed, drained, killed';

export async function run(world) {
  let server = await world.server();
  let feed = await world.feed(server);
  await feed.trades(1);
  const proxy = await world.proxy(server);
  const driver = world.driver();
  driver.open(proxy.url, { statement_interval_ms: 100 });
  driver.subscribe(1, ['XTST:*'], { mode: 'all' });
  driver.subscribe(2, ['XTST:A']);
  await driver.until(() => driver.trades(1).length === 1 && driver.trades(2).length === 1, 'the state');
  for (const isDrained of [false, true, false]) {
    await feed.trades(1_000);
    if (isDrained) await server.stop();
    else await server.kill();
    feed.stop();
    server = await world.server();
    proxy.upstreamPort = server.webPort;
    feed = await world.feed(server);
    await feed.trades(100);
    const last = feed.sent;
    await driver.until(() => [1, 2].every((id) => driver.trades(id).at(-1) === last), 'what came meanwhile');
  }
  await driver.next('statement');
  await driver.close();
  for (const id of [1, 2]) assert.deepEqual(driver.trades(id), range(1, feed.sent));
  const reasons = driver.of('state', ({ state }) => state === 'waiting').map(({ reason }) => reason);
  assert.ok(reasons.includes('lost') && reasons.includes('restarting'), String(reasons));
  const restarting = driver.of('state', ({ reason }) => reason === 'restarting')[0];
  // Not before the server asked for, which is 50 ms and more.
  assert.ok(restarting.code === 1012 && restarting.retry_in_ms >= 50, JSON.stringify(restarting));
  assert.ok(driver.of('notice', ({ code }) => code === 'draining').length > 0);
  assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
}
