// Starts a Ticker server for a test, on ports the system picks, and stops it again.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The server under test: TICKER_SERVER_DLL, or what a Release build of this repository made. */
export const serverDll = process.env.TICKER_SERVER_DLL
  ?? path.join(repository, 'src/Ticker.Server/bin/Release/net10.0/Ticker.Server.dll');

/** True when there is a server to test; a suite that needs one fails without it. */
export const serverIsBuilt = () => existsSync(serverDll);

const ready = /^Ticker is ready: web http:\/\/[^\s:]+:(\d+) grpc http:\/\/[^\s:]+:(\d+)(?: http2 http:\/\/[^\s:]+:(\d+))?(?: tls https:\/\/[^\s:]+:(\d+))?\s*$/m;
const keptLog = 4_000_000;

/**
 * Starts a server and waits until it serves.
 * @param {object} [options]
 * @param {boolean} [options.demo] whether the demo market runs (default false)
 * @param {number} [options.webPort] the web port (default 0: any free one)
 * @param {number} [options.grpcPort] the gRPC port (default 0: any free one)
 * @param {Record<string, string|number|boolean>} [options.settings] more settings by key, such as 'Ticker:MaxFrame'
 * @param {number} [options.readyWithinMs] how long the start may take
 */
export async function startServer({ demo = false, webPort = 0, grpcPort = 0, settings = {}, readyWithinMs = 60_000 } = {}) {
  if (!serverIsBuilt()) throw new Error(`There is no server at ${serverDll}: build Ticker.sln in Release, or set TICKER_SERVER_DLL`);
  const journal = mkdtempSync(path.join(tmpdir(), 'ticker-js-'));
  const all = {
    'Ticker:Listen:Web': `http://127.0.0.1:${webPort}`,
    'Ticker:Listen:Grpc': `http://127.0.0.1:${grpcPort}`,
    'Ticker:Demo:Enabled': demo,
    'Ticker:Journal:Directory': journal,
    ...settings,
  };
  const args = Object.entries(all).map(([key, value]) => `--${key}=${value}`);
  const child = spawn('dotnet', [serverDll, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: path.dirname(serverDll) });
  const server = new TickerServer(child, journal);
  try {
    await server.whenReady(readyWithinMs);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class TickerServer {
  #child;
  #journal;
  #out = '';
  #log = '';
  #lookedAt = null;
  #exited;

  constructor(child, journal) {
    this.#child = child;
    this.#journal = journal;
    this.#exited = new Promise((resolve) => {
      child.on('error', (error) => { this.#keep(`${error}\n`); resolve({ code: null, signal: null }); });
      child.on('exit', (code, signal) => {
        this.#remove();
        resolve({ code, signal });
      });
    });
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (this.#lookedAt) this.#out += text;
      this.#keep(text);
      this.#lookedAt?.();
    });
    child.stderr.setEncoding('utf8').on('data', (text) => this.#keep(text));
    process.once('exit', this.#killAtExit);
  }

  // A test that fails or is ended early may leave without a stop.
  #killAtExit = () => {
    this.#child.kill('SIGKILL');
    this.#remove();
  };

  #remove() { rmSync(this.#journal, { recursive: true, force: true, maxRetries: 5 }); }

  #keep(text) {
    this.#log = (this.#log + text).slice(-keptLog);
  }

  async whenReady(withinMs) {
    let timer;
    const line = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`The server was not ready within ${withinMs} ms:\n${this.#log}`)), withinMs);
      this.#lookedAt = () => { const found = ready.exec(this.#out); if (found) resolve(found); };
      this.#exited.then(({ code, signal }) => reject(new Error(`The server ended (${signal ?? code}) before it was ready:\n${this.#log}`)));
    });
    try {
      const [, web, grpc, http2, tls] = await line;
      this.webPort = Number(web);
      this.grpcPort = Number(grpc);
      this.http2Port = Number(http2 ?? 0);
      this.tlsPort = Number(tls ?? 0);
    } finally {
      clearTimeout(timer);
      this.#lookedAt = null;
      this.#out = '';
    }
  }

  get webUrl() { return `http://127.0.0.1:${this.webPort}`; }
  get http2Url() { return `http://127.0.0.1:${this.http2Port}`; }
  get tlsUrl() { return `https://127.0.0.1:${this.tlsPort}`; }
  get streamUrl() { return `ws://127.0.0.1:${this.webPort}/v1/stream`; }
  get grpcAddress() { return `127.0.0.1:${this.grpcPort}`; }
  get pid() { return this.#child.pid; }

  /** What the server printed so far: the last 4 million characters of both its outputs. */
  get log() { return this.#log; }

  /** Settles when the process has ended, with its exit code and signal. */
  get exited() { return this.#exited; }

  /** Ends it without a word, as a crash does. */
  kill() {
    process.removeListener('exit', this.#killAtExit);
    this.#child.kill('SIGKILL');
    return this.#exited;
  }

  /** Asks the server to end (SIGTERM) and, when it has not within the grace, ends it (SIGKILL). */
  async stop({ graceMs = 15_000 } = {}) {
    process.removeListener('exit', this.#killAtExit);
    if (this.#child.pid === undefined) return this.#exited;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    const how = await this.#exited;
    clearTimeout(timer);
    return how;
  }
}
