// What the server's catalogue says of an instrument: the digits of its prices, what its change is measured from; as it is now, and of this market alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('prices of an instrument have the digits of its tick, however they were given', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, {
    'XTST:WHOLE': { priceScale: 2, tickSize: 100 }, 'XTST:FINE': { priceScale: 8, tickSize: 1_000 }, 'XTST:HALF': { priceScale: 2, tickSize: 50 },
  });
  await market.publish(quote('XTST:WHOLE', 390_000, 390_100), trade('XTST:WHOLE', 390_000), quote('XTST:FINE', 110_000_000, 110_010_000), quote('XTST:HALF', 1_000, 1_050));
  const page = await world.open(server);
  await listed(page, 3);
  await reads(page, 'XTST:WHOLE', { bid: '3,900', ask: '3,901', last: '3,900', spread: '1' });
  await reads(page, 'XTST:FINE', { bid: '1.10000', ask: '1.10010', spread: '0.00010' });
  await reads(page, 'XTST:HALF', { bid: '10.0', ask: '10.5', spread: '0.5' });
  // One that is no multiple of the tick is shown as it is, and the others below and beside it with as many digits.
  await market.publish(trade('XTST:WHOLE', 390_025));
  await reads(page, 'XTST:WHOLE', { bid: '3,900.00', last: '3,900.25' });
  await picture(page, 'digits');
}));

test('instruments that appear or get other scales while the page is open are asked for, and found', () => inWorld(async (world) => {
  const server = await world.server();
  const first = await world.market(server, { 'XTST:A': { priceScale: 2, tickSize: 1, previousClose: 10_000 } });
  await first.publish(quote('XTST:A', 10_100, 10_200), trade('XTST:A', 10_100));
  const page = await world.open(server);
  await listed(page, 1);
  await reads(page, 'XTST:A', { last: '101.00', change: '+1.00%' });
  await page.keyboard.press('s');
  const tape = page.getByRole('listbox', { name: 'Trades' });
  await first.publish(trade('XTST:A', 10_100));
  await tape.getByText('101.00', { exact: true }).waitFor();
  const search = page.getByRole('combobox', { name: 'Search instruments' });
  await search.fill('XTST');
  await page.getByRole('option').filter({ hasText: 'XTST:A' }).waitFor();
  await search.fill('');
  await first.end('the day');

  const second = await world.market(server, { 'XTST:A': { priceScale: 4, tickSize: 1, previousClose: 1_010_000 }, 'XTST:NEW': { priceScale: 2, tickSize: 50, previousClose: 200 } });
  await second.publish(quote('XTST:A', 1_111_000, 1_111_001), trade('XTST:A', 1_111_000), quote('XTST:NEW', 100, 200), trade('XTST:NEW', 100));
  await listed(page, 2);
  await reads(page, 'XTST:A', { bid: '111.1000', last: '111.1000', change: '+10.00%' });
  await reads(page, 'XTST:NEW', { last: '1.0', change: '−50.00%' });
  // What was traded before is as it was, whatever the scale is now.
  await tape.getByText('111.1000', { exact: true }).waitFor();
  await tape.getByText('101.0000', { exact: true }).waitFor();
  // The search had all of them before: it does not go on with that.
  await search.fill('NEW');
  await page.getByRole('option').filter({ hasText: 'XTST:NEW' }).waitFor();
}));

test('an answer about the market that comes when a recording is played is not taken for the recording', () => inWorld(async (world) => {
  const server = await world.server({ demo: true });
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  let ask;
  const asked = new Promise((resolve) => { ask = resolve; });
  const page = await world.open(server, { before: (one) => one.route('**/v1/instruments?**', async (route) => {
    ask();
    await held;
    await route.continue();
  }) });
  await connectionIs(page, 'open');
  await page.waitForFunction(() => Number(document.querySelector('[role=grid]').getAttribute('aria-rowcount')) > 100);
  const answered = page.waitForResponse((response) => response.url().includes('/v1/instruments?'));
  await asked;
  await page.keyboard.press('r');
  await page.getByRole('combobox', { name: 'Recording' }).selectOption('calm');
  await listed(page, 24);
  letGo();
  await answered;
  await page.waitForFunction(() => [...document.querySelectorAll('.canvas .row:not([hidden]) .change')].some(({ textContent }) => textContent !== ''));
  const changes = await page.evaluate(() => [...document.querySelectorAll('.canvas .row:not([hidden]) .change')].map(({ textContent }) => textContent).filter(Boolean));
  assert.deepEqual(changes.filter((text) => !text.endsWith('°')), [], 'a recording says no close: each is against its first trade');
}));

test('a sparkline breaks where nothing was known, and goes on behind', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server, { viewport: { width: 1600, height: 700 } });
  await listed(page, 1);
  await reads(page, 'XTST:A', { bid: '1.00' });
  // How many pieces the line has, seen from above.
  await page.evaluate(() => {
    const drawn = () => {
      const canvas = document.querySelector('.trends canvas');
      const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: width }, (_, x) => { for (let at = 4 * x + 3; at < data.length; at += 4 * width) if (data[at] > 40) return true; return false; });
    };
    globalThis.pieces = () => drawn().filter((one, x, all) => one && !all[x - 1]).length;
    globalThis.blankEnd = () => drawn().reverse().indexOf(true);
  });
  await page.waitForFunction(() => pieces() === 1);
  market.stop();
  await line(page, 'XTST:A').and(page.locator('[data-stale=true]')).waitFor();
  await page.waitForFunction(() => blankEnd() >= 8);
  const again = await world.market(server, { 'XTST:A': 2 });
  await again.publish(quote('XTST:A', 104, 105));
  await line(page, 'XTST:A').and(page.locator('[data-stale=""]')).waitFor();
  await page.waitForFunction(() => pieces() === 2);
  await picture(page, 'sparkline');
}));
