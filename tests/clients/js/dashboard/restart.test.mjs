// The dashboard through the end of its server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('a killed server shows with a countdown and stale lines; when it runs again the board goes on by itself, without a gap', () => inWorld(async (world) => {
  const first = await world.server();
  const market = await world.market(first, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 100, 101), trade('XTST:A', 100), quote('XTST:B', 200, 201));
  const page = await world.open(first);
  await listed(page, 2);
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.00' });

  await first.kill();
  await connectionIs(page, 'waiting', 'connecting');
  const status = page.getByRole('status').filter({ hasText: /again in \d+ s/ });
  await status.waitFor();
  await page.locator('[role=grid][data-cut]').waitFor();
  await picture(page, 'killed');

  const second = await world.server({ webPort: first.webPort });
  const again = await world.market(second, { 'XTST:A': 2, 'XTST:B': 2 });
  await again.publish(trade('XTST:A', 150), quote('XTST:A', 149, 151));
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.49', last: '1.50' });
  await again.publish(quote('XTST:B', 210, 211));
  await reads(page, 'XTST:B', { bid: '2.10' });
  await page.locator('[role=grid]:not([data-cut])').waitFor();
  for (const symbol of market.symbols) await line(page, symbol).and(page.locator('[data-stale=""]')).waitFor();
  await listed(page, 2);
  assert.equal(await page.getByRole('alert').filter({ visible: true }).count(), 0);
}));

test('who does not want to wait for the next attempt connects now', () => inWorld(async (world) => {
  const first = await world.server();
  const market = await world.market(first, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(first);
  await connectionIs(page, 'open');
  await first.kill();
  await connectionIs(page, 'waiting');
  const second = await world.server({ webPort: first.webPort });
  const again = await world.market(second, { 'XTST:A': 2 });
  await again.publish(quote('XTST:A', 120, 121));
  // It may have come back by itself in the meantime: then there is no button any more.
  await Promise.race([page.getByRole('button', { name: 'Connect now' }).click().catch(() => {}), connectionIs(page, 'open')]);
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.20' });
}));
