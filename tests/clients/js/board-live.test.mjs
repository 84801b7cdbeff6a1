// The board against the real server with its demo market, through a stop and a start.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { launchBrowser, openPage, picture } from './browser.mjs';
import { startServer } from './server.mjs';

const columns = { bid: 3, ask: 4, last: 7 };

/** Settles when some row's cell of a column reads otherwise than it does now. */
async function moves(page, column) {
  const before = await page.locator(`#rows tr td:nth-child(${columns[column]})`).allTextContents();
  await page.waitForFunction(
    ([selector, was]) => [...document.querySelectorAll(selector)].some((cell, i) => cell.textContent !== was[i]),
    [`#rows tr td:nth-child(${columns[column]})`, before]);
}

const stateIs = (page, ...names) => page.locator(names.map((name) => `#connection[data-state="${name}"]`).join(', ')).waitFor();

test('prices move, a stopped server shows, and after its restart prices move again', async (t) => {
  let server = await startServer({ demo: true });
  let browser;
  try {
    browser = await launchBrowser();
    const page = await openPage(browser);
    await page.goto(`${server.webUrl}/plain/`);
    await stateIs(page, 'live');
    await page.waitForFunction(() => document.querySelectorAll('#rows tr').length >= 100);
    await moves(page, 'bid');
    await moves(page, 'ask');
    await moves(page, 'last');
    await page.waitForFunction(() => Number(document.getElementById('rate').textContent) > 0);

    const prices = await page.locator('#rows tr td:nth-child(3)').allTextContents();
    assert.ok(prices.some((price) => /^\d+\.\d{2,}$/.test(price)), 'prices have their decimals');
    const crossed = await page.evaluate(() => [...document.querySelectorAll('#rows tr')]
      .filter(({ cells }) => cells[5].textContent.startsWith('-')).length);
    assert.ok(crossed < prices.length / 10, `${crossed} of ${prices.length} spreads are negative`);
    t.diagnostic(`picture: ${await picture(page, 'live')}`);

    const { webPort } = server;
    const { code } = await server.stop();
    assert.equal(code, 0, server.log);
    await stateIs(page, 'waiting', 'connecting');
    await page.waitForFunction(() => [...document.querySelectorAll('#rows tr')].every((row) => row.hasAttribute('data-stale')));
    t.diagnostic(`picture: ${await picture(page, 'stopped')}`);

    server = await startServer({ demo: true, webPort });
    await stateIs(page, 'live');
    await moves(page, 'bid');
    await moves(page, 'last');
    assert.deepEqual(page.faults, []);
    assert.deepEqual([...page.hosts], ['127.0.0.1']);
  } finally {
    await browser?.close();
    await server.stop();
  }
});
