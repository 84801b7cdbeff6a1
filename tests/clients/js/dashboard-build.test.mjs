// Builds of the dashboard at the same time: none gets into another's way.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './programs.mjs';
import { repository } from './server.mjs';

let folder;
let sources;
let output;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-build-'));
  sources = path.join(folder, 'dashboard/');
  output = path.join(folder, 'made/');
  // Without its packages, as in a fresh clone.
  const isWanted = (file) => !/\/(node_modules|dist)(\.|\/|$)/.test(file);
  for (const name of ['dashboard', 'js']) cpSync(path.join(repository, 'src/clients', name), path.join(folder, name), { recursive: true, filter: isWanted });
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const project = path.join(repository, 'src/Ticker.Server/Dashboard/Dashboard.proj');
const build = () => run('dotnet', ['msbuild', project, '-nologo', '-v:q', '-nodeReuse:false', '-getTargetResult:Build', `-p:DashboardSources=${sources}`, `-p:DashboardOutput=${output}`]).ended;

/** The files that a build gives, by where they go. */
async function built(ending) {
  const { code, lines, errors } = await ending;
  const text = lines.join('\n');
  assert.equal(code, 0, `${text}\n${errors}`);
  const { Items } = JSON.parse(text.slice(text.indexOf('{'))).TargetResults.Build;
  return new Map(Items.map(({ Link, FullPath }) => [Link, FullPath]));
}

/** That the page is there with each file that it names, and nothing says that it is not. */
function isWhole(files) {
  assert.equal(readFileSync(files.get('wwwroot/plain/dashboard.txt'), 'utf8'), '');
  const page = readFileSync(files.get('wwwroot/index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name);
  assert.ok(named.length >= 2, page);
  for (const name of named) assert.ok(readFileSync(files.get(`wwwroot/${name}`)).length > 0, name);
}

test('two builds at once, where nothing was built before, both have the whole page; what one gave stays when the sources change', async () => {
  const both = await Promise.all([built(build()), built(build())]);
  for (const files of both) isWhole(files);
  assert.deepEqual([...both[0]], [...both[1]]);
  assert.deepEqual(readFileSync(path.join(sources, 'node_modules/.installed-from')), readFileSync(path.join(sources, 'package-lock.json')));
  assert.deepEqual(readdirSync(sources).filter((name) => /^node_modules\./.test(name)), [], 'nothing is left of what was fetched twice');
  assert.equal(readdirSync(output).length, 1, 'nothing is left of what was made twice');

  writeFileSync(path.join(sources, 'src/page.ts'), `${readFileSync(path.join(sources, 'src/page.ts'), 'utf8')}\n// Otherwise.\n`);
  const [changed, left] = await Promise.all([built(build()), built(run('dotnet', ['msbuild', project, '-nologo', '-v:q', '-nodeReuse:false', '-getTargetResult:Build',
    '-p:TickerDashboard=false', `-p:DashboardSources=${sources}`, `-p:DashboardOutput=${output}`]).ended)]);
  isWhole(changed);
  assert.notEqual(changed.get('wwwroot/index.html'), both[0].get('wwwroot/index.html'));
  isWhole(both[0]);
  assert.deepEqual([...left.keys()], ['wwwroot/plain/dashboard.txt']);
  assert.match(readFileSync(left.get('wwwroot/plain/dashboard.txt'), 'utf8'), /left it out/);
});

test('packages are fetched by two at once', async () => {
  const place = path.join(folder, 'packages');
  mkdirSync(place);
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(path.join(sources, name), path.join(place, name));
  // Those that are there are of another lock.
  mkdirSync(path.join(place, 'node_modules/old'), { recursive: true });
  writeFileSync(path.join(place, 'node_modules/.installed-from'), '{}');
  const module = path.join(sources, 'build/packages.mjs');
  const install = () => run('node', ['--input-type=module', '-e', `import { install } from ${JSON.stringify(module)}; install(${JSON.stringify(place)});`]).ended;
  for (const { code, errors } of await Promise.all([install(), install()])) assert.equal(code, 0, errors);
  assert.ok(existsSync(path.join(place, 'node_modules/vite/package.json')));
  assert.ok(!existsSync(path.join(place, 'node_modules/old')));
  assert.deepEqual(readdirSync(place).sort(), ['.npmrc', 'node_modules', 'package-lock.json', 'package.json']);
});

test('without a registry the build goes on, and says why in a line', async () => {
  const place = path.join(folder, 'unfetched');
  cpSync(sources, place, { recursive: true, filter: (file) => !/\/node_modules(\.|\/|$)/.test(file) });
  const made = path.join(folder, 'none/');
  const env = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: path.join(folder, 'cache') };
  const { code, lines, errors } = await run('env', [...Object.entries(env).map(([name, value]) => `${name}=${value}`), 'dotnet', 'msbuild', project, '-nologo', '-v:q', '-nodeReuse:false',
    `-p:DashboardSources=${place}/`, `-p:DashboardOutput=${made}`]).ended;
  assert.equal(code, 0, `${lines.join('\n')}\n${errors}`);
  assert.equal(readFileSync(path.join(made, 'dashboard.txt'), 'utf8').trim(), 'its packages could not be fetched (npm ci ended with 1, ECONNREFUSED)');
  assert.match(lines.join('\n'), /warning TICKER001: [^\n]*ECONNREFUSED/);
  assert.ok(readdirSync(place).every((name) => !name.startsWith('node_modules')));
});
