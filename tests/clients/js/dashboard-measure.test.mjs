// The measurement of the dashboard judges, and ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { missed, wanted } from '../../../perf/dashboard/verdict.mjs';
import { repository } from './server.mjs';

const program = path.join(repository, 'perf/dashboard/measure.mjs');
const short = ['--seconds', '1', '--warm-up', '0', '--rows', '20', '--rate', '200'];

/** Runs it to its end; both outputs together. */
const measure = (args, env = {}) => new Promise((resolve, reject) => {
  const child = spawn('node', [program, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { said += text; });
  child.on('error', reject).on('close', (code) => resolve({ code, said }));
});

test('Missed_ByTheThresholds_NamesEach', () => {
  assert.deepEqual(wanted, { frames: 58, busy: 0.5 });
  assert.deepEqual(missed({ frames: 59.9, busy: 0.3 }), []);
  assert.deepEqual(missed({ frames: 58, busy: 0.5 }), []);
  assert.deepEqual(missed({ frames: 57.4, busy: 0.3 }), ['57.4 frames a second, wanted are at least 58']);
  assert.deepEqual(missed({ frames: 60, busy: 0.612 }), ['the main thread was in tasks for 61.2 % of the time, wanted is at most 50.0 %']);
  assert.equal(missed({ frames: NaN, busy: NaN }).length, 2, 'what was not measured was not kept');
});

test('what no machine keeps ends with 1, what any keeps with 0', async () => {
  const bad = await measure([...short, '--frames', '1000']);
  assert.equal(bad.code, 1, bad.said);
  assert.match(bad.said, /^Missed: [\d.]+ frames a second, wanted are at least 1000\b/m);
  const good = await measure([...short, '--frames', '1', '--busy', '100']);
  assert.equal(good.code, 0, good.said);
  assert.match(good.said, /^Kept: at least 1 frames a second, the main thread in tasks for at most 100 % of the time\.$/m);
});

test('a feed that does not run ends it with 1 and its reason, and an argument that is none with 2', async () => {
  const broken = await measure(short, { TICKER_CLI_DLL: path.join(repository, 'no-such.dll') });
  assert.equal(broken.code, 1, broken.said);
  assert.match(broken.said, /the feed ended with \d+ before anything was measured/);
  const wrong = await measure(['--rows', 'many']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.said, /--rows is to be a number/);
});
