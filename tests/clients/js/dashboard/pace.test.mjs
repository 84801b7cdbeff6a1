// How often quotes come is a person's to say, and the server does it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run, ticker } from '../programs.mjs';
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

/** A server that gives whoever has the key a quote a second at most, and its page with that key and a kept pace. */
async function held(world, paceMs) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-keys-'));
  world.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'keys.json');
  const { code, lines: [key], errors } = await run('dotnet', [ticker, 'keys', 'add', 'slow', '--symbols', '*', '--min-interval', '1s', '--file', file]).ended;
  assert.equal(code, 0, errors);
  const server = await world.server({ demo: true, settings: { 'Ticker:Access:Keys': file } });
  const page = await world.open(server, { before: (one) => one.addInitScript(([it, ms]) => {
    sessionStorage.setItem('ticker-key', it);
    if (localStorage.getItem('ticker-pace') === null) localStorage.setItem('ticker-pace', String(ms));
  }, [key, paceMs]) });
  return { page, slider: page.getByRole('slider', { name: 'Quotes' }) };
}

test('an interval that the server refuses is taken back on the slider, and not kept', () => inWorld(async (world) => {
  const { page, slider } = await held(world, 1_000);
  await connectionIs(page, 'open');
  await page.getByText('every 1 s').waitFor();
  await slider.press('Home');
  await page.getByText('as it comes').waitFor({ state: 'hidden' });
  await page.getByText('every 1 s').waitFor();
  assert.equal(await slider.getAttribute('aria-valuetext'), 'every 1 s');
  assert.equal(await page.evaluate(() => localStorage.getItem('ticker-pace')), '1000');
  await slider.press('End');
  await page.getByText('every 5 s').waitFor();
  await page.reload();
  await connectionIs(page, 'open');
  await page.getByText('every 5 s').waitFor();
}));

test('a page whose pace was refused from the beginning gets its stream at one that is given', () => inWorld(async (world) => {
  const { page, slider } = await held(world, 0);
  await page.getByText('not allowed').waitFor();
  await slider.press('End');
  await connectionIs(page, 'open');
  await page.waitForFunction(() => Number(document.querySelector('[role=grid]').getAttribute('aria-rowcount')) > 100);
}));
