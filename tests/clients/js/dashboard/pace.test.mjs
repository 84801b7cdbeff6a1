// How often quotes come is a person's to say, and the server does it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, listed, reads } from './board-page.mjs';
import { connectionIs, subscriptions, untilServer } from './connection.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('the slider changes the interval on the server, live; what collapses is counted with its cause', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server);
  await listed(page, 1);
  await connectionIs(page, 'open');
  const paces = async () => (await subscriptions(server)).map(({ mode, interval_ms: interval }) => [mode, interval ?? 0]);
  await untilServer(paces, ([one]) => one?.[0] === 'latest');

  const slider = page.getByRole('slider', { name: 'Quotes' });
  await slider.focus();
  await slider.press('End');
  await page.getByText('every 5 s').waitFor();
  assert.deepEqual(await untilServer(paces, ([one]) => one?.[0] === 'interval' && one[1] === 5_000), [['interval', 5_000]]);
  for (let n = 0; n < 50; n++) await market.publish(quote('XTST:A', 200 + n, 300));
  await page.waitForFunction(() => /% rate$/.test(cellText('XTST:A', 'collapsed')));
  // The last of them comes, however long the interval is.
  await reads(page, 'XTST:A', { bid: '2.49' });
  await picture(page, 'pace');
  assert.match(await cell(page, 'XTST:A', 'collapsed').textContent(), /^[\d.]+% rate$/);

  await slider.press('Home');
  await untilServer(paces, ([one]) => one?.[0] === 'latest');
  await market.publish(quote('XTST:A', 500, 501));
  await reads(page, 'XTST:A', { bid: '5.00' });
}));
