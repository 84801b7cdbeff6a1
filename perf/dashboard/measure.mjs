// Opens the dashboard on a server that takes a steady feed, lets it run, tells what it cost and what was drawn, and judges that.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openPage } from '../../tests/clients/js/browser.mjs';
import { onStage } from './stage.mjs';
import { familyOf, timeOf, timeOfMachine, timesOfThreads, typeOf } from './threads.mjs';
import { missed, wanted } from './verdict.mjs';
import { workerHeap } from './worker-heap.mjs';

const usage = `Usage: perf/run dashboard [--seconds N] [--warm-up N] [--rows N] [--rate N] [--picture FILE]

  --seconds N    how long is measured (20)
  --warm-up N    how long it runs before (10)
  --rows N       instruments, each a row of the board (500)
  --rate N       updates a second, of all together (10000)
  --frames N     frames a second that are wanted (${wanted.frames}: of 60, two may come late)
  --busy N       percent of the time that the main thread may be in tasks (${100 * wanted.busy})
  --picture FILE saves what was to be seen at the end, as PNG

Exit code 0: what is wanted was kept. 1: it was not, or nothing could be measured. 2: wrong arguments.
`;

const options = {
  seconds: { type: 'string', default: '20' }, 'warm-up': { type: 'string', default: '10' }, rows: { type: 'string', default: '500' },
  rate: { type: 'string', default: '10000' }, frames: { type: 'string', default: String(wanted.frames) }, busy: { type: 'string', default: String(100 * wanted.busy) },
  picture: { type: 'string' }, help: { type: 'boolean', default: false },
};

function wrong(text) {
  process.stderr.write(`${text}\n${usage}`);
  process.exit(2);
}

function read() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

const values = read();
if (values.help) { process.stdout.write(usage); process.exit(0); }
const [seconds, warmUp, rows, rate, frames, busyPercent] = ['seconds', 'warm-up', 'rows', 'rate', 'frames', 'busy'].map((name) => {
  const value = Number(values[name]);
  return value >= 0 ? value : wrong(`--${name} is to be a number that is not below zero, not '${values[name]}'`);
});
const pause = (s) => new Promise((resolve) => setTimeout(resolve, s * 1000));

/** Runs in the page: notes when each frame begins, and what kept the main thread for more than 50 ms. */
function watchFrames() {
  const watch = globalThis.frameWatch = { times: [], long: [], isOn: false };
  const frame = (now) => { if (watch.isOn) watch.times.push(now); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => { if (watch.isOn) for (const { duration } of list.getEntries()) watch.long.push(duration); }).observe({ type: 'longtask' });
}

/** Runs in the page: how many texts of the board change within a second. */
const countChanges = () => new Promise((resolve) => {
  let changes = 0;
  const observer = new MutationObserver((records) => { changes += records.length; });
  observer.observe(document.getElementById('board'), { subtree: true, childList: true, characterData: true });
  setTimeout(() => { observer.disconnect(); resolve(changes); }, 1_000);
});

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

/** What the server says of the page's connection: ticks matched and delivered so far. */
async function accounts(server) {
  const { connections } = await (await fetch(`${server.webUrl}/admin/connections`)).json();
  const statements = connections.flatMap(({ subscriptions }) => subscriptions.map(({ statement }) => statement));
  const sum = (of) => statements.reduce((total, statement) => total + Number(of(statement)), 0);
  return { matched: sum(({ matched }) => matched), delivered: sum(({ delivered }) => delivered) };
}

function look(browserId, server, feeder) {
  const family = familyOf(browserId);
  // The page's process is the one with a worker's thread.
  const renderers = family.filter((id) => typeOf(id) === 'renderer').map((id) => ({ id, threads: timesOfThreads(id) }));
  const page = renderers.find(({ threads }) => Object.keys(threads).some((name) => name.startsWith('DedicatedWorker')));
  const total = family.reduce((sum, id) => sum + timeOf(id), 0);
  return { at: performance.now() / 1000, threads: page.threads, browser: total, page: timeOf(page.id), server: timeOf(server.pid), feeder: timeOf(feeder.pid), machine: timeOfMachine() };
}

async function measure({ server, feeder, browser }) {
  const page = await openPage(browser, { viewport: { width: 1600, height: 1000 } });
  await page.addInitScript(watchFrames);
  await page.goto(server.webUrl);
  await page.waitForFunction((wanted) => Number(document.querySelector('#board [role=grid]')?.getAttribute('aria-rowcount')) > wanted, rows);
  await pause(warmUp);

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'timeTicks' });
  const metrics = async () => Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  const heapOfWorker = await workerHeap(devtools);
  const heaps = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return [(await devtools.send('Runtime.getHeapUsage')).usedSize, await heapOfWorker()];
  };
  const heapBefore = await heaps();
  // The browser's own process is the parent of all others, and a child of this one.
  const browserId = familyOf(process.pid).find((id) => typeOf(id) === '' && id !== process.pid && familyOf(id).some((child) => typeOf(child) === 'renderer'));

  const [metricsBefore, accountsBefore, before] = [await metrics(), await accounts(server), look(browserId, server, feeder)];
  await page.evaluate(() => { frameWatch.isOn = true; });
  await pause(seconds);
  const { times, long } = await page.evaluate(() => { frameWatch.isOn = false; return frameWatch; });
  const [metricsAfter, accountsAfter, after] = [await metrics(), await accounts(server), look(browserId, server, feeder)];
  const heapAfter = await heaps();
  const changes = await page.evaluate(countChanges);
  if (values.picture) await page.screenshot({ path: values.picture });

  const span = after.at - before.at;
  const share = (of) => (of(after) - of(before)) / span;
  const thread = (prefix) => share(({ threads }) => Object.entries(threads).reduce((sum, [name, time]) => sum + (name.startsWith(prefix) ? time : 0), 0));
  const gaps = times.slice(1).map((time, n) => time - times[n]).sort((a, b) => a - b);
  const due = (times.at(-1) - times[0]) / (1000 / 60);
  const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)} %`;
  const perSecond = (name) => Math.round((accountsAfter[name] - accountsBefore[name]) / span).toLocaleString('en');
  const busy = (metricsAfter.TaskDuration - metricsBefore.TaskDuration) / (metricsAfter.Timestamp - metricsBefore.Timestamp);
  const fps = (times.length - 1) / ((times.at(-1) - times[0]) / 1000);
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const figures = [
    ['frames a second', fps.toFixed(1), `60, at least ${limits.frames}`],
    ['between two frames, p50 / p99 / longest', [0.5, 0.99, 1].map((q) => quantile(gaps, q).toFixed(1)).join(' / ') + ' ms', '16.7 ms'],
    ['frames left out', percent(Math.max(0, 1 - (times.length - 1) / due)), ''],
    ['tasks over 50 ms', `${long.length}${long.length ? `, longest ${Math.max(...long).toFixed(0)} ms` : ''}`, '0'],
    ['main thread in tasks', percent(busy), `at most ${100 * limits.busy} %`],
    ['main thread, processor', percent(thread('main')), ''],
    ['of which script / style and layout', [['ScriptDuration'], ['RecalcStyleDuration', 'LayoutDuration']].map((names) => percent(names.reduce((sum, name) => sum + metricsAfter[name] - metricsBefore[name], 0) / span)).join(' / '), ''],
    ['worker, processor', percent(thread('DedicatedWorker')), ''],
    ['rest of the page\'s process (compositor, raster)', percent(share(({ page: time }) => time) - thread('main') - thread('DedicatedWorker')), ''],
    ['rest of the browser (drawing without a GPU, network)', percent(share(({ browser: time }) => time) - share(({ page: time }) => time)), ''],
    ['server / feed / others on the machine', [({ server: time }) => time, ({ feeder: time }) => time, (one) => one.machine - one.server - one.feeder - one.browser].map((of) => percent(share(of), 0)).join(' / '), 'others 0 %'],
    ['updates/s to the page, and of these as themselves', `${perSecond('matched')} / ${perSecond('delivered')}`, ''],
    ['texts changed a second', changes.toLocaleString('en'), ''],
    ['heap of the page, and growth', `${mib(heapAfter[0])}, ${mib(heapAfter[0] - heapBefore[0])}`, ''],
    ['heap of the worker, and growth', `${mib(heapAfter[1])}, ${mib(heapAfter[1] - heapBefore[1])}`, ''],
  ];
  console.log(`${rows} rows, ${rate.toLocaleString('en')} updates/s, ${seconds} s after ${warmUp} s; Chromium ${browser.version()}, ${cpus()[0].model}\n`);
  console.log('| | measured | wanted |\n|---|---:|---:|');
  for (const line of figures) console.log(`| ${line.join(' | ')} |`);
  const faults = page.faults.map((fault) => `the page had a fault: ${fault}`);
  return [...missed({ frames: fps, busy }, limits), ...faults];
}

const limits = { frames, busy: busyPercent / 100 };
const feed = ['--rate', String(rate), '--instruments', String(rows), '--burstiness', '0'];
const lines = await onStage(feed, (warmUp + seconds) * 1000, measure).catch((error) => [error.message]);
console.log(lines.length ? `\nMissed: ${lines.join('; ')}.` : `\nKept: at least ${limits.frames} frames a second, the main thread in tasks for at most ${100 * limits.busy} % of the time.`);
process.exitCode = lines.length ? 1 : 0;
