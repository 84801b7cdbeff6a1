// The README's snippets: that for browsers, pasted into the console of the real board, and the first programs, as files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { launchBrowser, openPage } from './browser.mjs';
import { readmeSnippet } from './readme.mjs';
import { repository, startServer } from './server.mjs';

const linesWanted = 20;

for (const [name, file, begin, line] of [
  ['csharp-first', 'first.cs', ['dotnet', 'run'], /^XNAS:\S+ \S.*$/],
  ['javascript-first', 'first.mjs', ['node'], /^XNAS:\S+ \S+ \S+$/],
]) {
  test(`${file} prints ticks`, { timeout: 240_000 }, async (t) => {
    const server = await startServer({ demo: true });
    t.after(() => server.stop());
    const folder = mkdtempSync(path.join(tmpdir(), 'ticker-first-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    // The file stands in the clone, which a test leaves as it is.
    const sources = path.join(repository, 'src/');
    const program = (await readmeSnippet(name)).replace('./src/', sources).replace('#:project src/', `#:project ${sources}`).replace('ws://127.0.0.1:8080', server.webUrl);
    writeFileSync(path.join(folder, file), program);
    const run = spawn(begin[0], [...begin.slice(1), file], { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(run, 'close');
    t.after(async () => {
      if (run.exitCode === null) process.kill(-run.pid, 'SIGKILL');
      await ended;
    });
    const lines = [];
    for await (const printed of createInterface({ input: run.stdout })) if (lines.push(printed) === linesWanted) break;
    assert.equal(lines.length, linesWanted, lines.join('\n'));
    for (const printed of lines) assert.match(printed, line);
  });
}

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
