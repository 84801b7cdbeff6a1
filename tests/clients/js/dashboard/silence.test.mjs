// A page whose worker does not answer says so, and begins anew when it is told to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

async function opened(world) {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 100, 101), quote('XTST:B', 200, 201));
  const page = await world.open(server);
  await listed(page, 2);
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.00' });
  return { market, page, worker: page.workers()[0] };
}

test('a worker that hangs is told, and another takes its place', () => inWorld(async (world) => {
  const { market, page, worker } = await opened(world);
  await line(page, 'XTST:A').click();
  // Nobody can wait for what never ends.
  worker.evaluate(() => { for (;;); }).catch(() => {});
  await connectionIs(page, 'trouble');
  await page.getByRole('status').filter({ hasText: 'worker does not answer' }).waitFor();
  await page.locator('[role=grid][data-cut]').waitFor();
  await page.locator('#detail[data-standing=cut]').waitFor();
  await picture(page, 'silent-worker');
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await connectionIs(page, 'open');
  await market.publish(quote('XTST:A', 300, 301), trade('XTST:A', 300));
  await reads(page, 'XTST:A', { bid: '3.00', last: '3.00' });
  await reads(page, 'XTST:B', { bid: '2.00' });
  await page.locator('[role=grid]:not([data-cut])').waitFor();
  // What was looked at closely is again, and what comes of it comes there too.
  await page.locator('.trades .canvas .trade:not([hidden])').filter({ hasText: '3.00' }).waitFor();
}));

test('a worker that was only busy for long is well again by itself', () => inWorld(async (world) => {
  const { market, page, worker } = await opened(world);
  // It waits, and does nothing else meanwhile, for an answer that comes when this test lets it.
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await page.route('**/healthz/live', async (route) => {
    await held;
    await route.continue();
  });
  const busy = worker.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open('GET', '/healthz/live', false);
    request.send();
    return request.status;
  });
  await connectionIs(page, 'trouble');
  letGo();
  assert.equal(await busy, 200);
  await connectionIs(page, 'open');
  await market.publish(quote('XTST:A', 300, 301));
  await reads(page, 'XTST:A', { bid: '3.00' });
  assert.equal(await page.getByRole('button', { name: 'Begin anew' }).count(), 0);
}));
