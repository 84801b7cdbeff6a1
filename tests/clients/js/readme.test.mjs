// The README's browser snippet, pasted into the console of the real board.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { launchBrowser, openPage } from './browser.mjs';
import { readmeSnippet } from './readme.mjs';
import { startServer } from './server.mjs';

test('the browser snippet prints quotes', async () => {
  const snippet = await readmeSnippet('browser-snippet');
  const server = await startServer({ demo: true });
  let browser;
  try {
    browser = await launchBrowser();
    const page = await openPage(browser);
    await page.goto(server.webUrl);
    const printed = page.waitForEvent('console', (message) => message.type() === 'log');
    // What the console itself does with a pasted text.
    const console = await page.context().newCDPSession(page);
    const pasted = await console.send('Runtime.evaluate', { expression: snippet.replaceAll('8080', server.webPort), replMode: true });
    assert.equal(pasted.exceptionDetails, undefined);
    const [symbol, bidSize, bid, ask, askSize] = await Promise.all((await printed).args().map((argument) => argument.jsonValue()));
    assert.match(symbol, /^[^:]+:.+$/);
    for (const number of [bidSize, bid, ask, askSize].filter((value) => value !== undefined)) assert.equal(typeof number, 'number');
    assert.ok(bid !== undefined || ask !== undefined);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser?.close();
    await server.stop();
  }
});
