// What went wrong with the stream is counted in the foot, and told in a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('what a feed lost is counted on the button of the events, and each is told there with its cause', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server);
  await listed(page, 1);
  await connectionIs(page, 'open');
  await reads(page, 'XTST:A', { bid: '1.00' });
  const button = page.locator('footer').getByRole('button', { name: /^Events/ });
  assert.equal(await button.textContent(), 'Events');
  await page.keyboard.press('e');
  const panel = page.getByRole('region', { name: 'Events' });
  await panel.getByText('Connected by ws').waitFor();

  market.skip(3);
  await market.publish(quote('XTST:A', 110, 111));
  await reads(page, 'XTST:A', { bid: '1.10' });
  await button.getByText('Events · 1 gap', { exact: true }).waitFor();
  await panel.getByRole('listitem').filter({ hasText: /Gap: feed gap/ }).waitFor();
  await picture(page, 'gap');
  market.skip(1);
  await market.publish(quote('XTST:A', 120, 121));
  await reads(page, 'XTST:A', { bid: '1.20' });
  await button.getByText('Events · 2 gaps', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
}));
