// Debian's Chromium, driven without a browser download: it finds no network but this machine's.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const args = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export const launchBrowser = (more = []) => chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: [...args, ...more] });

/** A page that notes what went wrong in it (`page.faults`) and each host that it asked (`page.hosts`). */
export async function openPage(browser, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1180, height: 720 }, ...options });
  page.setDefaultTimeout(30_000);
  page.faults = [];
  page.hosts = new Set();
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (message) => {
    // A refused connection is reported as an error too, and is what some tests are about.
    if (message.type() === 'error' && !/WebSocket connection to/.test(message.text())) page.faults.push(message.text());
  });
  const note = (url) => { if (!url.startsWith('data:')) page.hosts.add(new URL(url).hostname); };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  return page;
}

/** Saves a picture of the page for a person to look at, over that of the run before, and returns its path. */
export async function picture(page, name) {
  const folder = path.join(tmpdir(), 'ticker-board');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
