// The dashboard plays a recording in place of the live market: whatever is sought, the board and the trades read as the recording has it there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { connect } from '../../../src/clients/js/index.js';
import { launchBrowser, openPage, picture } from './browser.mjs';
import { startServer } from './server.mjs';

const begin = Date.parse('2025-03-03T14:30:00Z');

/** What each instrument had at a time of a recording: its newest quote and its trades, by another reader. */
async function standing(server, recording, timeMs) {
  const client = connect(`${server.webUrl}/v1/replay?recording=${recording}&speed=max&to=${timeMs}000000`, { webSocket: WebSocket });
  const all = new Map();
  for await (const tick of client.subscribe('*', { mode: 'all' })) {
    if (!all.has(tick.symbol)) all.set(tick.symbol, { quote: null, trades: [] });
    if (tick.kind === 'quote') all.get(tick.symbol).quote = tick;
    if (tick.kind === 'trade') all.get(tick.symbol).trades.push(tick);
  }
  assert.equal(client.state.reason, 'ended');
  return all;
}

/** The lines of the board: by name and venue, the texts of some cells. */
const shown = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('#board .canvas .row:not([hidden])')].map((row) => [
  row.querySelector('.cell.name').title, Object.fromEntries(['bid', 'ask'].map((name) => [name, row.querySelector(`.cell.${name}`).textContent])),
])));

const read = (text) => (text === '–' ? null : Number(text.replaceAll(',', '')));

/** Waits until every line of the board reads as the recording stands. */
async function readsAs(page, expected) {
  const wanted = Object.fromEntries([...expected].filter(([, { quote }]) => quote).map(([symbol, { quote: { bid, ask } }]) => [symbol, { bid, ask }]));
  await page.waitForFunction((all) => {
    const rows = new Map([...document.querySelectorAll('#board .canvas .row:not([hidden])')].map((row) => [row.querySelector('.cell.name').title, row]));
    const number = (cell) => (cell.textContent === '–' ? null : Number(cell.textContent.replaceAll(',', '')));
    return Object.entries(all).every(([symbol, quote]) => {
      const row = rows.get(symbol);
      return row && ['bid', 'ask'].every((side) => number(row.querySelector(`.cell.${side}`)) === quote[side]);
    });
  }, wanted).catch(async (error) => {
    const found = Object.fromEntries(Object.entries(await shown(page)).map(([symbol, { bid, ask }]) => [symbol, { bid: read(bid), ask: read(ask) }]));
    assert.deepEqual(found, wanted);
    throw error;
  });
}

const seek = (page, timeMs) => page.locator('.replay-place').evaluate((slider, to) => {
  slider.value = String(to);
  for (const name of ['input', 'change']) slider.dispatchEvent(new Event(name, { bubbles: true }));
}, timeMs);

test('a recording is chosen, paused, sought in both directions, played to its end, and left for the live market', async (t) => {
  const server = await startServer({ demo: true });
  let browser;
  try {
    browser = await launchBrowser();
    const page = await openPage(browser, { viewport: { width: 1500, height: 900 } });
    await page.addInitScript(() => {
      globalThis.violations = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => globalThis.violations.push(`${violatedDirective} ${blockedURI}`));
    });
    const scripts = [];
    page.on('request', (request) => { if (/assets\/chart-/.test(request.url())) scripts.push(request.url()); });
    await page.goto(server.webUrl);
    await page.waitForFunction(() => Number(document.querySelector('#board [role=grid]')?.getAttribute('aria-rowcount')) > 100);
    assert.deepEqual(scripts, [], 'the chart is not loaded before it is looked at');

    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('combobox', { name: 'Recording' }).selectOption('stormy');
    await page.locator(':root[data-replay="stormy"] .connection', { hasText: 'replay' }).waitFor();
    await page.waitForFunction(() => document.querySelector('#board [role=grid]').getAttribute('aria-rowcount') === '25');
    assert.equal(await page.title(), 'Replay of stormy · Ticker');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.replay-state', { hasText: 'paused' }).waitFor();

    for (const timeMs of [begin + 76_500, begin + 20_000]) {
      await seek(page, timeMs);
      await readsAs(page, await standing(server, 'stormy', timeMs));
      assert.equal(await page.locator('.replay-clock').getAttribute('datetime'), new Date(timeMs).toISOString());
    }

    const timeMs = begin + 60_000;
    const expected = await standing(server, 'stormy', timeMs);
    const [symbol, { trades }] = [...expected].sort(([, one], [, other]) => other.trades.length - one.trades.length)[0];
    await page.getByTitle(symbol, { exact: true }).click();
    await seek(page, timeMs);
    await page.waitForFunction(([price, size]) => {
      const [first] = [...document.querySelectorAll('.trades .canvas .trade:not([hidden])')].sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top);
      const of = (name) => Number(first?.querySelector(`.trade-${name}`).textContent.replaceAll(',', ''));
      return of('price') === price && of('size') === size;
    }, [trades.at(-1).price, trades.at(-1).size]);
    await page.locator('.chart canvas').first().waitFor();
    assert.equal(scripts.length, 1);
    assert.equal(await page.locator('.attribution a').first().getAttribute('href'), 'https://www.tradingview.com/');
    assert.match(await (await fetch(`${server.webUrl}/licences.txt`)).text(), /TradingView[^]+Apache License/);
    t.diagnostic(`picture: ${await picture(page, 'replay')}`);

    await page.getByRole('combobox', { name: 'Speed' }).selectOption('max');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.replay-state', { hasText: 'ended' }).waitFor();
    await readsAs(page, await standing(server, 'stormy', begin + 100_000));

    await page.getByRole('button', { name: 'Back to live' }).click();
    await page.locator(':root:not([data-replay]) .connection', { hasText: 'live' }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector('#board [role=grid]').getAttribute('aria-rowcount')) > 100);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
    assert.deepEqual(page.faults, []);
    assert.deepEqual([...page.hosts], ['127.0.0.1']);
  } finally {
    await browser?.close();
    await server.stop();
  }
});

test('a replay outlives its server: on another connection the tape is where it was', async () => {
  let server = await startServer();
  let browser;
  try {
    browser = await launchBrowser();
    const page = await openPage(browser, { viewport: { width: 1500, height: 900 } });
    await page.goto(server.webUrl);
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('combobox', { name: 'Recording' }).selectOption('stormy');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.replay-state', { hasText: 'paused' }).waitFor();
    const timeMs = begin + 45_000;
    await seek(page, timeMs);
    const expected = await standing(server, 'stormy', timeMs);
    await readsAs(page, expected);

    const { webPort } = server;
    const sentBack = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('the tape was not sent back')), 180_000).unref();
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => { if (String(payload).includes('"seek"')) resolve(JSON.parse(payload)); }));
    });
    await server.stop();
    await page.locator('.connection[data-state="waiting"], .connection[data-state="connecting"]').waitFor();
    server = await startServer({ webPort });
    // Attempts may be half a minute apart by now.
    await page.locator('.connection[data-state="open"]').waitFor({ timeout: 120_000 });
    assert.deepEqual(await sentBack, { op: 'seek', time: `${timeMs}000000` });
    await readsAs(page, expected);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('max');
    await page.locator('.replay-state', { hasText: 'ended' }).waitFor();
    await readsAs(page, await standing(server, 'stormy', begin + 100_000));
    await page.getByRole('button', { name: 'Play again' }).click();
    await page.waitForFunction((first) => Date.parse(document.querySelector('.replay-clock').dateTime) > first, timeMs);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser?.close();
    await server.stop();
  }
});
