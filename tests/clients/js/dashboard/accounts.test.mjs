// The server's accounts of what a page gets, held against what the page counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, reads } from './board-page.mjs';
import { connectionIs, losing, untilServer } from './connection.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const good = '✓ They add up, and agree with what this page counted.';
const bad = '✗ They do not agree with what this page counted.';

test('the accounts are shown and agree; a page that lost something says so and stops, and has it when it begins anew', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server, { before: losing });
  await listed(page, 1);
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.00' });
  // Each is seen before the next comes, so that none stands for another.
  for (const price of [110, 120, 130]) {
    await market.publish(quote('XTST:A', price, 200));
    await reads(page, 'XTST:A', { bid: (price / 100).toFixed(2) });
  }
  const panel = page.getByRole('region', { name: 'Accounts' });
  assert.equal(await panel.isVisible(), false);
  await page.keyboard.press('a');
  await panel.getByText(good).waitFor();
  const figures = () => panel.getByRole('row').evaluateAll((rows) => Object.fromEntries(rows.map((row) => [row.querySelector('th').textContent, row.querySelector('.figure').textContent])));
  assert.deepEqual(await untilServer(figures, ({ Matched }) => Matched === '3'), {
    Matched: '3', Delivered: '3', 'Collapsed: rate': '0', 'Collapsed: socket': '0', 'Collapsed: budget': '0', 'Collapsed: server': '0',
    Filtered: '0', Discarded: '0', Pending: '0', Snapshot: '1',
  });
  await picture(page, 'accounts');

  await page.workers()[0].evaluate(() => { globalThis.loses = 1; });
  await market.publish(quote('XTST:A', 140, 200));
  await panel.getByText(bad).waitFor();
  await connectionIs(page, 'closed');
  await page.getByRole('status').filter({ hasText: 'stopped: accounts do not add up' }).waitFor();
  await page.locator('[role=grid][data-cut]').waitFor();
  await picture(page, 'accounts-disagree');
  await page.getByRole('button', { name: 'Connect now' }).click();
  await panel.getByText(good).waitFor();
  await reads(page, 'XTST:A', { bid: '1.40' });
  await page.keyboard.press('a');
  await panel.waitFor({ state: 'hidden' });
  await page.keyboard.press('e');
  await page.getByRole('region', { name: 'Events' }).getByText('accounts do not add up').waitFor();
}));
