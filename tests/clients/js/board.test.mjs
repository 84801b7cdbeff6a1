// The board in Chromium against a stand-in, so that each case can be said exactly.
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser, openPage, picture } from './browser.mjs';
import { BoardStandin, boardFolder, quote, status, trade } from './board-standin.mjs';

const row = (page, name) => page.locator('#rows tr').filter({ has: page.getByText(name, { exact: true }) });

/** Waits until the cells of a row read as told; a mismatch shows both. */
async function reads(page, name, expected) {
  const cells = row(page, name).locator('td');
  const columns = ['name', 'bidSize', 'bid', 'ask', 'askSize', 'spread', 'last', 'change', 'state'];
  for (const [column, text] of Object.entries(expected)) {
    const cell = cells.nth(columns.indexOf(column));
    await cell.waitFor();
    await page.waitForFunction(([element, wanted]) => element.textContent === wanted, [await cell.elementHandle(), text])
      .catch(async () => assert.equal(await cell.textContent(), text, `${name} ${column}`));
  }
}

const stateIs = (page, name) => page.locator(`#connection[data-state="${name}"]`).waitFor();

describe('board', () => {
  let browser;
  let standin;
  let page;
  before(async () => { browser = await launchBrowser(); });
  after(() => browser?.close());
  beforeEach(async () => {
    standin = await BoardStandin.start();
    page = await openPage(browser);
  });
  afterEach(async () => {
    const { faults, hosts } = page;
    await page.close();
    await standin.stop();
    assert.deepEqual(faults, [], 'nothing went wrong in the page');
    assert.deepEqual([...hosts], ['127.0.0.1'], 'the page asked this server alone');
  });

  async function open() {
    const request = standin.subscribed();
    await page.goto(standin.url);
    return request;
  }

  test('quotes, trades and states stand in their columns with the decimals of the instrument', async (t) => {
    const request = await open();
    assert.deepEqual(request.symbols, ['*']);
    assert.deepEqual(request.kinds, ['quote', 'trade', 'status']);
    standin.announce([1, 'XNAS:AAPL', 4, 0], [2, 'BINANCE:PEPEUSDT', 10, 2], [3, 'XLON:OLD', 2, 0], [4, 'XCME:CLZ6', 2, 0]);
    standin.ticks(
      quote('XNAS:AAPL', { bid: '187.2', bidSize: '100', ask: '187.25', askSize: '200', flags: 1 }),
      trade('XNAS:AAPL', '187.2', 1),
      status('XNAS:AAPL', 1),
      quote('BINANCE:PEPEUSDT', { bid: '0.0000012345', ask: '0.000001235', bidSize: '9007199254740993.25' }),
      quote('XLON:OLD', { bid: '10', ask: '11', flags: 3 }),
      status('XCME:CLZ6', 2, 'volatility'),
      quote('XCME:CLZ6', { ask: '-37.63' }));
    await stateIs(page, 'live');
    await reads(page, 'XNAS:AAPL', { bidSize: '100', bid: '187.20', ask: '187.25', askSize: '200', spread: '0.05', last: '187.20', change: '0.00%', state: 'trading' });
    await reads(page, 'BINANCE:PEPEUSDT', { bidSize: '9,007,199,254,740,993.25', bid: '0.0000012345', ask: '0.0000012350' });
    await reads(page, 'XLON:OLD', { bid: '10.00', state: 'stale' });
    await reads(page, 'XCME:CLZ6', { bid: '–', ask: '-37.63', spread: '', state: 'halted · volatility' });

    standin.ticks(trade('XNAS:AAPL', '187.4'), quote('XNAS:AAPL', { bid: '187.39', ask: '187.41' }));
    await reads(page, 'XNAS:AAPL', { bid: '187.39', ask: '187.41', spread: '0.02', last: '187.40', change: '+0.11%' });
    standin.ticks(quote('XLON:OLD', { bid: '12', ask: '13' }));
    await reads(page, 'XLON:OLD', { bid: '12.00', state: 'stale' });
    standin.say({ ev: 'notice', id: 1, code: 'fresh', refs: [3] });
    await reads(page, 'XLON:OLD', { bid: '12.00', state: '' });
    standin.ticks(quote('XLON:OLD', { bid: '14', ask: '15', flags: 2 | 4 }));
    await reads(page, 'XLON:OLD', { bid: '14.00', state: '' });
    standin.say({ ev: 'notice', id: 1, code: 'stale', refs: [1] });
    await reads(page, 'XNAS:AAPL', { state: 'stale · trading' });
    standin.say({ ev: 'notice', id: 1, code: 'fresh', refs: [1] });
    await reads(page, 'XNAS:AAPL', { state: 'trading' });
    t.diagnostic(`picture: ${await picture(page, 'standin')}`);
  });

  test('a hostile symbol is text and nothing else', async () => {
    await open();
    const hostile = 'X:<img src=x onerror="window.taken=1">';
    const tricky = 'X:"bp":1,"p":2\\';
    standin.announce([1, hostile, 2, 0], [2, tricky, 2, 0], [3, '__proto__:constructor', 2, 0]);
    standin.ticks(trade(hostile, '1.5'), trade(tricky, '2.5'), trade('__proto__:constructor', '3.5'), status(hostile, 2, '<b>bold</b>'));
    await reads(page, hostile, { last: '1.50', state: 'halted · <b>bold</b>' });
    await reads(page, tricky, { last: '2.50' });
    await reads(page, '__proto__:constructor', { last: '3.50' });
    assert.equal(await page.locator('#rows img, #rows b').count(), 0);
    assert.equal(await page.evaluate(() => window.taken), undefined);
  });

  test('a burst ends with the newest values, drawn at most once a frame', async () => {
    await open();
    standin.announce([1, 'X:A', 2, 0]);
    await page.evaluate(() => {
      window.changes = 0;
      new MutationObserver(() => { window.changes++; }).observe(document.getElementById('rows'), { subtree: true, childList: true, characterData: true });
    });
    for (let i = 1; i <= 200; i++) standin.ticks(...Array.from({ length: 50 }, (_, k) => quote('X:A', { bid: `${i}.${10 + k}`, ask: '300' })));
    await reads(page, 'X:A', { bid: '200.59' });
    const changes = await page.evaluate(() => window.changes);
    assert.ok(changes < 1_000, `10,000 ticks made ${changes} changes`);
  });

  test('the search keeps what matches', async () => {
    await open();
    standin.announce([1, 'XNAS:AAPL', 2, 0], [2, 'XNAS:MSFT', 2, 0], [3, 'BINANCE:BTCUSDT', 2, 8]);
    await row(page, 'XNAS:MSFT').waitFor();
    assert.deepEqual(await page.locator('#rows tr td:first-child').allTextContents(), ['BINANCE:BTCUSDT', 'XNAS:AAPL', 'XNAS:MSFT']);
    await page.getByRole('searchbox').fill('xnas');
    assert.equal(await page.locator('#rows tr:visible').count(), 2);
    assert.equal(await page.locator('#shown').textContent(), '2 of 3');
  });

  test('a lost server shows, and its return brings the prices back', async () => {
    await open();
    standin.announce([1, 'X:A', 2, 0]);
    standin.ticks(quote('X:A', { bid: '1', ask: '2' }));
    await reads(page, 'X:A', { bid: '1.00', state: '' });
    const { port } = standin;
    await standin.stop();
    await reads(page, 'X:A', { state: 'stale' });
    await page.locator('#connection[data-state="waiting"], #connection[data-state="connecting"]').waitFor();
    standin = await BoardStandin.start(port);
    await standin.subscribed();
    standin.announce([7, 'X:A', 2, 0]);
    standin.ticks(quote('X:A', { bid: '1.5', ask: '2' }));
    await stateIs(page, 'live');
    await reads(page, 'X:A', { bid: '1.50', state: '' });
    assert.equal(await page.locator('#rows tr').count(), 1);
  });

  test('three heartbeats missed is a dead line', async () => {
    standin.heartbeatMs = 300;
    await open();
    standin.announce([1, 'X:A', 2, 0]);
    await stateIs(page, 'live');
    standin.beating = false;
    await standin.subscribed();
    assert.equal(standin.connections, 2);
  });

  test('a close that says the client is at fault ends the attempts until someone asks', async () => {
    await open();
    standin.close(4400, 'bad_message');
    await stateIs(page, 'stopped');
    assert.equal(await page.locator('#connection').textContent(), 'stopped: bad_message');
    const again = standin.subscribed();
    await page.getByRole('button', { name: 'Connect again' }).click();
    await again;
    assert.equal(standin.connections, 2);
  });
});

describe('retryDelay', async () => {
  const source = await readFile(path.join(boardFolder, 'stream.js'), 'utf8');
  const { retryDelay } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

  test('faults of the client and of its rights are final', () => {
    for (const code of [1002, 1003, 1007, 1009, 4400, 4401, 4403, 4413]) assert.equal(retryDelay(code, 0), null, code);
  });

  test('the ceiling doubles up to 30 s and every delay below it is possible', () => {
    for (const code of [1000, 1001, 1006, 1012, 4008, 4408]) {
      assert.equal(retryDelay(code, 0, 1), 500);
      assert.equal(retryDelay(code, 3, 1), 4_000);
      assert.equal(retryDelay(code, 50, 1), 30_000);
      assert.equal(retryDelay(code, 50, 0), 0);
      assert.equal(retryDelay(code, 3, 0.5), 2_000);
    }
  });

  test('a crowded server is given more time', () => {
    for (const code of [1013, 4409, 4429]) assert.equal(retryDelay(code, 0, 1), 4_000);
  });
});
