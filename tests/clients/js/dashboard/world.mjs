// What a test of the dashboard is played in: a browser that knows no other host, a server, pages that tell what went wrong.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { launchBrowser, openPage } from '../browser.mjs';
import { startServer } from '../server.mjs';
import { readingCells } from './board-page.mjs';
import { Market } from './market.mjs';

// Any other name than that of the server is not found, so what needs it fails here as it would where there is no network.
const alone = ['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'];

// One for all tests of a file; each page has cookies and storage of its own.
let browser = null;
after(async () => (await browser)?.close());

/** Runs `play(world)` in a world of its own, which is gone afterwards; each page that it opened has to have ended well. */
export async function inWorld(play) {
  const world = new World();
  try {
    await play(world);
    for (const page of world.pages) await endsWell(page);
  } finally {
    await world.end();
  }
}

class World {
  pages = [];
  #ends = [];
  #journal;

  /** Starts a server; all of a world share one journal. */
  async server({ settings = {}, ...options } = {}) {
    this.#journal ??= this.#directory();
    const server = await startServer({ settings: { 'Ticker:Journal:Directory': this.#journal, ...settings }, ...options });
    this.#ends.push(() => server.kill());
    return server;
  }

  async market(server, instruments, feed) {
    const market = await Market.open(server, instruments, feed);
    this.#ends.push(() => market.stop());
    return market;
  }

  /** Opens the dashboard of a server, or another address. */
  async open(server, options = {}) {
    const page = await openPage(await (browser ??= launchBrowser(alone)), options);
    this.pages.push(page);
    page.origins = new Set();
    const note = (url) => { if (!url.startsWith('data:')) page.origins.add(new URL(url).host); };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    await page.addInitScript(readingCells);
    // Kept here: what the page keeps is gone when it is loaded anew.
    page.breaches = [];
    await page.exposeFunction('noteBreach', (breach) => { page.breaches.push(breach); });
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => noteBreach(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`));
    });
    await options.before?.(page);
    await page.goto(server.webUrl);
    return page;
  }

  /** Called when the world ends. */
  after(end) { this.#ends.push(end); }

  async end() {
    for (const page of this.pages) await page.close();
    for (const end of this.#ends.reverse()) await end();
  }

  #directory() {
    const made = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-'));
    this.#ends.push(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
    return made;
  }
}

// What Chromium itself says where a server is not there; some tests are about that.
const unreachable = /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)$/;

async function endsWell(page) {
  assert.deepEqual(page.faults.filter((fault) => !unreachable.test(fault)), [], 'nothing went wrong in the page');
  // What it noted before it answers this has come.
  await page.evaluate(() => {});
  assert.deepEqual(page.breaches, [], 'nothing was against the content security policy');
  assert.deepEqual([...page.origins], [new URL(page.url()).host], 'only the server was asked');
}

/** Saves what is to be seen, for a person to look at, in TICKER_TEST_PICTURES or beside other temporary files. */
export async function picture(page, name) {
  const folder = process.env.TICKER_TEST_PICTURES ?? path.join(tmpdir(), 'ticker-dashboard-pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
