// The dashboard on a server that asks who comes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run, ticker } from '../programs.mjs';
import { connectionIs } from './connection.mjs';
import { inWorld, picture } from './world.mjs';

test('the page asks for a key, keeps it for the tab alone, and forgets it when told', () => inWorld(async (world) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-keys-'));
  world.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'keys.json');
  const { code, lines: [key], errors } = await run('dotnet', [ticker, 'keys', 'add', 'board', '--symbols', '*', '--file', file]).ended;
  assert.equal(code, 0, errors);
  const server = await world.server({ demo: true, settings: { 'Ticker:Access:Keys': file } });
  const addresses = [];
  const page = await world.open(server, { before: (one) => { one.on('request', (request) => addresses.push(request.url())); one.on('websocket', (socket) => addresses.push(socket.url())); } });
  const field = page.getByLabel('Your key or token');
  await field.waitFor();
  await picture(page, 'key');
  await field.fill('tk_nonsense');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('It was not taken').waitFor();
  await field.fill(` ${key} `);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await connectionIs(page, 'open');
  await page.waitForFunction(() => Number(document.querySelector('[role=grid]').getAttribute('aria-rowcount')) > 100);
  await field.waitFor({ state: 'hidden' });
  const kept = () => page.evaluate(() => [Object.values({ ...sessionStorage }), Object.values({ ...localStorage }).join(' '), document.cookie]);
  const [session, local, cookie] = await kept();
  assert.deepEqual(session, [key]);
  assert.ok(!local.includes(key) && cookie === '');

  await page.reload();
  await connectionIs(page, 'open');
  await page.getByRole('button', { name: 'Forget key' }).click();
  await field.waitFor();
  assert.deepEqual((await kept())[0], []);
  assert.ok(addresses.length > 3 && addresses.every((address) => !address.includes('tk_')), 'no address has a key');
}));
