import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Whose work is in the page: what its packages ask to be shown with them, in a file beside it. */
const licences = (): Plugin => {
  const shown = [
    ['lightweight-charts', 'TradingView Lightweight Charts™\nCopyright (c) TradingView, Inc. https://www.tradingview.com/\n\n'],
    ['uplot', ''],
  ] as const;
  return {
    name: 'licences',
    generateBundle() {
      const source = shown.map(([name, notice]) => `=== ${name}\n\n${notice}${readFileSync(new URL(`node_modules/${name}/LICENSE`, import.meta.url), 'utf8').trim()}\n`).join('\n');
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
};

// TICKER_SERVER: the server that `vite dev` passes /v1 on to.
const server = process.env.TICKER_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // The page works at any path that a proxy gives it.
  base: './',
  build: {
    target: 'es2022',
    // The server's content security policy takes no `data:`: every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  plugins: [licences()],
  worker: { format: 'es' },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/v1': { target: server, ws: true } },
  },
});
