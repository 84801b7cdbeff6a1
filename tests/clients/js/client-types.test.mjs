// The types of the JavaScript client: a program that uses them compiles, its sources hold together, and every name that they tell is there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import * as client from '../../../src/clients/js/index.js';
import { repository } from './server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(repository, 'src/clients/js');
const compile = (...args) => spawnSync(process.execPath, [path.join(here, 'node_modules/typescript/bin/tsc'), '--noEmit', '--target', 'es2022', '--module', 'nodenext',
  '--moduleResolution', 'nodenext', '--lib', 'es2023,dom,dom.iterable', '--skipLibCheck', ...args], { encoding: 'utf8', timeout: 120_000 });

test('a program in TypeScript compiles against the types', () => {
  const { status, stdout } = compile('--strict', path.join(here, 'typed-use.ts'));
  assert.equal(status, 0, stdout);
});

test('the sources hold together', () => {
  const { status, stdout } = compile('--allowJs', '--checkJs', path.join(folder, 'client.js'));
  assert.equal(status, 0, stdout);
});

test('the module exports what its types say, with the members that they say', () => {
  const types = readFileSync(path.join(folder, 'index.d.ts'), 'utf8');
  const values = [...types.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(client).sort(), [...new Set([...values])].filter((name) => name !== 'Subscription').sort());
  for (const [, name, body] of types.matchAll(/^export class (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    const made = client[name];
    if (!made || name === 'TickerError' || name === 'Decimal' || name === 'Instrument') continue;
    for (const [, member] of body.matchAll(/^ {2}(?:readonly )?(\w+)[(:<]/gm)) {
      const own = member === 'constructor' || member in made.prototype || new RegExp(`this\\.${member} =`).test(String(made));
      assert.ok(own, `${name}.${member}`);
    }
  }
});
