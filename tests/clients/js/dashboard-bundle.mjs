// The parts of the dashboard that need no page, as one module: TypeScript that Node can import.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { install } from '../../../src/clients/dashboard/build/packages.mjs';

const dashboard = fileURLToPath(new URL('../../../src/clients/dashboard/', import.meta.url));

/**
 * Bundles modules of the dashboard in one go and imports them.
 * @param {string[]} files below `src`, such as `figures.ts`
 */
export async function bundled(files) {
  // The build of the server fetches the packages; where only this test runs, it does.
  install(dashboard);
  const { build } = await import(pathToFileURL(createRequire(path.join(dashboard, 'package.json')).resolve('vite')));
  const outDir = mkdtempSync(path.join(tmpdir(), 'ticker-dashboard-'));
  const entry = Object.fromEntries(files.map((file, n) => [`part${n}`, path.join(dashboard, 'src', file)]));
  try {
    await build({ root: dashboard, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true, minify: false, target: 'node20', lib: { entry, formats: ['es'] } } });
    writeFileSync(path.join(outDir, 'package.json'), '{"type":"module"}');
    return await Promise.all(files.map((_, n) => import(pathToFileURL(path.join(outDir, `part${n}.js`)))));
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
