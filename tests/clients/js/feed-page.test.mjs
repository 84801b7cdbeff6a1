// The Node publisher of the page on feeding, run as it stands there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { repository, startServer } from './server.mjs';

test('the publisher of the page on feeding is acknowledged and ends with status OK', async () => {
  const page = await readFile(path.join(repository, 'src/docs/feeding.md'), 'utf8');
  const script = /<!-- tested: node-publisher -->\n```js\n([\s\S]*?)\n```/.exec(page)[1]
    .replace("'src/Ticker.Feeds.Grpc/Protos'", JSON.stringify(path.join(repository, 'src/Ticker.Feeds.Grpc/Protos')));
  const server = await startServer();
  try {
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script.replace('127.0.0.1:8081', server.grpcAddress)], {
      cwd: import.meta.dirname, encoding: 'utf8', timeout: 60_000,
    });
    assert.equal(run.status, 0, run.stderr);
    const lines = run.stdout.trim().split('\n');
    assert.match(lines[0], /"ready"/);
    const { received, durable, ...rest } = JSON.parse(lines.at(-2)).ack;
    assert.equal(received, '10');
    assert.deepEqual(rest, {});

    // How much is durable by then, the server's disk decides.
    assert.ok(durable === undefined || BigInt(durable) <= 10n);
    assert.match(lines.at(-1), /^status 0/);
  } finally {
    await server.stop();
  }
});
