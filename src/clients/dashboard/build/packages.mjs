// The packages that the dashboard is made with. Whoever needs them may ask at the same time as others: each fetches them into a folder
// of its own, which takes its place at once.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

// Without a network it is to give up soon.
const command = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error',
  '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];
const timeout = 300_000;
const mostTries = 100;

/** The packages could not be fetched. */
export class PackagesMissing extends Error {}

/** Fetches the packages of a folder's `package-lock.json` unless they are there. */
export function install(folder) {
  const lock = path.join(folder, 'package-lock.json');
  // A copy of the lock that they were installed from, as tests/run keeps one.
  const isThere = () => isSame(lock, path.join(folder, 'node_modules/.installed-from'));
  if (isThere()) return;
  const making = mkdtempSync(path.join(folder, 'node_modules.'));
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) if (existsSync(path.join(folder, name))) copyFileSync(path.join(folder, name), path.join(making, name));
    const { status, signal, error, stderr } = spawnSync('npm', command, { cwd: making, timeout, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', shell: process.platform === 'win32' });
    if (status !== 0) {
      // Why, in npm's one word for it.
      const [, code = null] = /^npm error code (\S+)$/m.exec(stderr ?? '') ?? [];
      throw new PackagesMissing(`npm ci ended with ${status ?? signal ?? error.message}${code ? `, ${code}` : ''}`);
    }
    copyFileSync(lock, path.join(making, 'node_modules/.installed-from'));
    for (let tries = 0; !isThere(); tries++) {
      if (tries === mostTries) throw new Error(`${path.join(folder, 'node_modules')} cannot be replaced`);
      put(path.join(making, 'node_modules'), path.join(folder, 'node_modules'), path.join(making, `old-${tries}`));
    }
  } finally {
    rmSync(making, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Puts a folder in the place of another, which is moved aside. Somebody else may do the same: whose is there then is for the caller to look at. */
function put(made, place, aside) {
  try {
    if (existsSync(place)) renameSync(place, aside);
    renameSync(made, place);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
  }
}

function isSame(one, other) {
  try {
    return readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
