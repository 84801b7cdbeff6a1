// What is looked at closely says as the board does when it may no longer be true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote, status, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const stands = async (page, standing, text) => {
  await page.locator(`#detail[data-standing="${standing}"]`).waitFor();
  await page.locator('.detail-standing').filter({ hasText: text }).waitFor({ state: text ? 'visible' : 'hidden' });
};

test('an instrument that is stale, halted, out of the list or cut off says so in its panel, and no longer when it is not', () => inWorld(async (world) => {
  const server = await world.server({ settings: { 'Ticker:Feeds:FeedTimeout': '00:00:01.5' } });
  const silent = await world.market(server, { 'XTST:A': 2 }, 'silent');
  const lively = await world.market(server, { 'XTST:B': 2 }, 'lively');
  await silent.publish(quote('XTST:A', 100, 101), trade('XTST:A', 100));
  await lively.publish(quote('XTST:B', 100, 101));
  const page = await world.open(server, { before: (one) => one.addInitScript(() => localStorage.setItem('ticker-lists', JSON.stringify({ lists: [{ name: 'Mine', entries: ['XTST:B'] }], shown: 0 }))) });
  await listed(page, 2);
  await line(page, 'XTST:A').click();
  await stands(page, '', '');
  silent.hush();
  await stands(page, 'stale', 'Stale');
  await picture(page, 'detail-stale');
  await silent.publish(status('XTST:A', 'HALTED', 'volatility'));
  await stands(page, 'state', 'halted: volatility');
  await silent.publish(status('XTST:A', 'TRADING'), quote('XTST:A', 102, 103));
  await stands(page, '', '');

  await page.getByRole('button', { name: /^Mine/ }).first().click();
  await listed(page, 1);
  await stands(page, 'unlisted', 'Not in the list any more');
  await page.getByRole('button', { name: /^All/ }).first().click();
  await listed(page, 2);
  await page.locator('#detail:not([data-standing="unlisted"])').waitFor();

  await server.kill();
  await connectionIs(page, 'waiting');
  await stands(page, 'cut', 'Connection cut');
  assert.notEqual(await page.locator('.detail-quote').textContent(), '', 'what was last known stays to be read');
  await picture(page, 'detail-cut');
}));
