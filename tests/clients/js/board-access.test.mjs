// The board against a real server that asks who comes.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser, openPage } from './browser.mjs';
import { run, ticker } from './programs.mjs';
import { startServer } from './server.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'ticker-board-keys-'));
const file = path.join(folder, 'keys.json');
let browser;
let server;
let key;

async function keys(...args) {
  const { code, lines, errors } = await run('dotnet', [ticker, 'keys', ...args, '--file', file]).ended;
  assert.equal(code, 0, errors);
  return lines[0];
}

before(async () => {
  key = await keys('add', 'board', '--symbols', '*');
  server = await startServer({ demo: true, settings: { 'Ticker:Access:Keys': file } });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A page that notes each breach of its Content-Security-Policy, and each address that it asked for. */
async function open() {
  const page = await openPage(browser);
  page.addresses = [];
  page.on('request', (request) => page.addresses.push(request.url()));
  page.on('websocket', (socket) => page.addresses.push(socket.url()));
  await page.addInitScript(() => {
    window.breaches = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => window.breaches.push(`${violatedDirective} ${blockedURI}`));
  });
  await page.goto(`${server.webUrl}/plain/`);
  return page;
}

const stateIs = (page, name) => page.locator(`#connection[data-state="${name}"]`).waitFor();
const field = (page) => page.getByLabel('Your key or token');
const stored = (page) => page.evaluate(() => [Object.values({ ...sessionStorage }), Object.keys({ ...localStorage }), document.cookie]);

async function give(page, text) {
  await field(page).fill(text);
  await page.getByRole('button', { name: 'Open' }).click();
}

async function endsWell(page) {
  assert.deepEqual(await page.evaluate(() => window.breaches), []);
  assert.deepEqual(page.faults, []);
  assert.ok(page.addresses.length > 3 && page.addresses.every((address) => !address.includes(key) && !address.includes('?')), 'no address has the key');
  await page.close();
}

test('the board asks for a key, shows what it allows, and keeps it for the tab alone', async () => {
  const page = await open();
  await stateIs(page, 'locked');
  await field(page).waitFor();
  assert.equal(await page.locator('#rows tr').count(), 0);
  await give(page, ` ${key} `);
  await stateIs(page, 'live');
  await page.waitForFunction(() => document.querySelectorAll('#rows tr').length >= 100);
  assert.equal(await field(page).isVisible(), false);
  assert.equal(await page.locator('#key').inputValue(), '');
  assert.deepEqual(await stored(page), [[key], [], '']);

  await page.reload();
  await stateIs(page, 'live');
  await page.getByRole('button', { name: 'Forget the key' }).click();
  await stateIs(page, 'locked');
  await field(page).waitFor();
  assert.deepEqual(await stored(page), [[], [], '']);
  await endsWell(page);

  const another = await open();
  await stateIs(another, 'locked');
  await another.close();
});

test('a key that is not taken, or no longer, is forgotten and asked for again', async () => {
  const page = await open();
  await stateIs(page, 'locked');
  await give(page, 'tk_nonsense');
  await page.getByText('It was not taken').waitFor();
  await field(page).waitFor();
  assert.deepEqual(await stored(page), [[], [], '']);

  const short = await keys('add', 'short', '--symbols', '*');
  // The server reads the file several times a second; until then the key is one more that it does not take.
  for (let attempt = 0; attempt < 100; attempt++) {
    await give(page, short);
    await page.locator('#connection[data-state="live"], #connection[data-state="locked"]').waitFor();
    if (await page.locator('#connection[data-state="live"]').count()) break;
  }
  await stateIs(page, 'live');
  await page.waitForFunction(() => document.querySelectorAll('#rows tr').length >= 100);
  await keys('revoke', short);
  await stateIs(page, 'locked');
  await field(page).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('#rows tr')].every((row) => row.hasAttribute('data-stale')));
  assert.deepEqual(await stored(page), [[], [], '']);
  await endsWell(page);
});
