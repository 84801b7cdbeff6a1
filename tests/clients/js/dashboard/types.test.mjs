// The dashboard's sources by TypeScript's strict rules, which its build does not look at.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../programs.mjs';
import { repository } from '../server.mjs';

test('the types of the dashboard are right', async () => {
  const folder = path.join(repository, 'src/clients/dashboard');
  const { code, lines } = await run('node', [path.join(folder, 'node_modules/typescript/bin/tsc'), '--noEmit', '--project', folder]).ended;
  assert.equal(code, 0, lines.join('\n'));
});
