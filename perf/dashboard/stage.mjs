// What a measurement of the dashboard is played on: a server, a steady feed, a browser. It always ends, and leaves nothing running.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { launchBrowser } from '../../tests/clients/js/browser.mjs';
import { ticker } from '../../tests/clients/js/programs.mjs';
import { startServer } from '../../tests/clients/js/server.mjs';

const graceMs = 10_000;
// Starting all of it, and what is looked at before and after.
const spareMs = 150_000;

/**
 * Runs `play({ server, feeder, browser })` and gives what that gives.
 * @param {string[]} feed what `ticker feed simulate` is told besides where to
 * @param {number} lastsMs how long it is meant to last; it fails when it takes much longer, and when the feed ends before it
 */
export async function onStage(feed, lastsMs, play) {
  const late = setTimeout(() => {
    process.stderr.write(`nothing was measured within ${(lastsMs + spareMs) / 1000} s\n`);
    process.exit(1);
  }, lastsMs + spareMs);
  const ends = [];
  try {
    const server = await startServer();
    ends.push(() => server.stop({ graceMs }));
    const feeder = spawn('dotnet', [ticker, 'feed', 'simulate', '--to', `http://${server.grpcAddress}`, ...feed], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    feeder.stderr.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-2_000); });
    const kill = () => feeder.kill('SIGKILL');
    process.once('exit', kill);
    const gone = once(feeder, 'exit');
    ends.push(async () => {
      feeder.kill('SIGINT');
      await within(gone, kill);
      process.removeListener('exit', kill);
    });
    const goneBefore = gone.then(([code, signal]) => { throw new Error(`the feed ended with ${signal ?? code} before anything was measured: ${said.trim()}`); });
    // Its end afterwards is nobody's fault.
    goneBefore.catch(() => {});
    const browser = await launchBrowser();
    ends.push(() => within(browser.close(), () => {}));
    return await Promise.race([play({ server, feeder, browser }), goneBefore]);
  } finally {
    for (const end of ends.reverse()) await end().catch((error) => { process.stderr.write(`${error.message}\n`); });
    clearTimeout(late);
  }
}

/** Waits for something for as long as it may take to end; then `otherwise`. */
async function within(ending, otherwise) {
  let timer;
  await Promise.race([ending.catch(() => {}), new Promise((resolve) => { timer = setTimeout(() => { otherwise(); resolve(); }, graceMs); })]);
  clearTimeout(timer);
}
