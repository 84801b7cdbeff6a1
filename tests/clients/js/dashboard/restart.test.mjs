// The dashboard through the end of its server.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FaultProxy } from '../../conformance/fault-proxy.mjs';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs, patiently } from './connection.mjs';
import { withList } from './lists.mjs';
import { quote, status, trade } from './market.mjs';
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

test('a server that comes back without its journal has another epoch: the board takes its state, forgets the rest, and says so', () => inWorld(async (world) => {
  const first = await world.server();
  const market = await world.market(first, { 'XTST:A': { priceScale: 2, previousClose: 100 }, 'XTST:B': 2, 'XTST:GONE': 2 });
  for (let n = 0; n < 50; n++) await market.publish(quote('XTST:A', 100 + n, 200), trade('XTST:A', 100 + n));
  await market.publish(quote('XTST:B', 200, 201), trade('XTST:B', 200), status('XTST:B', 'HALTED'), quote('XTST:GONE', 300, 301));
  const page = await world.open(first);
  await listed(page, 3);
  await reads(page, 'XTST:A', { bid: '1.49', last: '1.49', change: '+49.00%' });
  await reads(page, 'XTST:B', { bid: '2.00', last: '2.00', state: 'halted' });
  await line(page, 'XTST:A').click();
  await page.getByRole('complementary', { name: 'XTST:A' }).waitFor();

  await first.kill();
  await connectionIs(page, 'waiting', 'connecting');
  const journal = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-'));
  world.after(() => rmSync(journal, { recursive: true, force: true, maxRetries: 5 }));
  const second = await world.server({ webPort: first.webPort, settings: { 'Ticker:Journal:Directory': journal } });
  const again = await world.market(second, { 'XTST:A': { priceScale: 2, previousClose: 1_420 }, 'XTST:B': 2 });
  await again.publish(quote('XTST:A', 700, 701), quote('XTST:B', 800, 801));
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '7.00', ask: '7.01', last: '–' });
  await reads(page, 'XTST:B', { bid: '8.00', last: '–', state: '' });
  await listed(page, 2);
  // Its sequences are lower than those that were seen: nothing is taken for old.
  await again.publish(trade('XTST:A', 710));
  await reads(page, 'XTST:A', { last: '7.10', change: '−50.00%' });
  await page.locator('.trades .canvas .trade:not([hidden])').filter({ hasText: '7.10' }).waitFor();

  const button = page.getByRole('button', { name: /^Events .* server began anew/ });
  await button.waitFor();
  await button.click();
  await page.getByRole('region', { name: 'Events' }).getByText('The server began anew').waitFor();
  await picture(page, 'other-epoch');
  const later = await world.market(second, { 'XTST:GONE': 2 }, 'later');
  await later.publish(quote('XTST:GONE', 310, 311));
  await listed(page, 3);
  await reads(page, 'XTST:GONE', { bid: '3.10' });
}));

test('who does not want to wait for the next attempt connects now, and is where they were: list, place and line', () => inWorld(async (world) => {
  const symbols = Array.from({ length: 80 }, (_, n) => `XTST:N${String(n).padStart(2, '0')}`);
  const server = await world.server();
  const market = await world.market(server, Object.fromEntries(symbols.map((symbol) => [symbol, 2])));
  await market.publish(...symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  const proxy = await new FaultProxy(server.webPort).listen();
  world.after(() => proxy.stop());
  const mine = symbols.slice(10);
  const before = async (one) => { await patiently(one); await withList('Mine', mine)(one); };
  const page = await world.open({ webUrl: `http://127.0.0.1:${proxy.port}` }, { before });
  await listed(page, mine.length);
  await line(page, 'XTST:N15').click();
  await page.getByRole('complementary', { name: 'XTST:N15' }).waitFor();
  for (let n = 15; n < 55; n++) await page.keyboard.press('ArrowDown');
  await page.getByRole('row', { selected: true }).and(line(page, 'XTST:N55')).waitFor();
  const standing = () => page.evaluate(() => ({
    top: document.querySelector('.scroll').scrollTop, tab: document.querySelector('.tab[aria-current]').textContent,
    chosen: document.querySelector('.row[aria-selected=true] .name')?.title, detail: document.getElementById('detail').getAttribute('aria-label'), shown: !document.getElementById('detail').hidden,
  }));
  const stood = await standing();
  assert.ok(stood.top > 500 && stood.chosen === 'XTST:N55', JSON.stringify(stood));
  await reads(page, 'XTST:N55', { bid: '1.55' });

  proxy.refuse();
  await connectionIs(page, 'waiting');
  await page.locator('[role=grid][data-cut]').waitFor();
  await market.publish(...symbols.map((symbol) => quote(symbol, 500, 501)));
  proxy.refuse(false);
  await page.getByRole('button', { name: 'Connect now' }).click();
  await connectionIs(page, 'open');
  await reads(page, 'XTST:N55', { bid: '5.00' });
  await page.locator('[role=grid]:not([data-cut])').waitFor();
  assert.deepEqual(await standing(), stood);
  await page.getByRole('row', { selected: true }).and(line(page, 'XTST:N55')).waitFor();
}));
