// Makes the dashboard: `node build/bundle.mjs DIR` makes DIR with the page in `pages` and an empty `dashboard.txt`, or leaves it as it
// is if it is there. Any number may do so at the same time: each makes a folder of its own, and the first to be done gives it the name.
// Ends with 3 where the packages could not be fetched, and says why.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, PackagesMissing } from './packages.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const made = path.resolve(process.argv[2]);
// Another build may still copy from what was made before.
const keptMs = 3_600_000;

try {
  install(folder);
} catch (error) {
  if (!(error instanceof PackagesMissing)) throw error;
  console.log(error.message);
  process.exit(3);
}
const making = `${made}.${randomUUID()}`;
mkdirSync(making, { recursive: true });
try {
  const { build } = await import('vite');
  process.chdir(folder);
  await build({ root: folder, logLevel: 'warn', build: { outDir: path.join(making, 'pages'), emptyOutDir: true } });
  writeFileSync(path.join(making, 'dashboard.txt'), '');
  renameSync(making, made);
} catch (error) {
  // Somebody else was first.
  if (error.syscall !== 'rename' || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
} finally {
  rmSync(making, { recursive: true, force: true, maxRetries: 5 });
}
for (const name of readdirSync(path.dirname(made))) {
  const other = path.join(path.dirname(made), name);
  if (/^[0-9a-f]{40,}/i.test(name) && other !== made && Date.now() - (statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > keptMs) rmSync(other, { recursive: true, force: true });
}
