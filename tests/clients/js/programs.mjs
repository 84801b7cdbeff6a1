// Runs programs of a test.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './server.mjs';

/** The command under test: TICKER_CLI_DLL, or what a Release build of this repository made. */
export const ticker = process.env.TICKER_CLI_DLL ?? path.join(repository, 'src/Ticker.Cli/bin/Release/net10.0/ticker.dll');

/** Runs a program to its end; its lines go to `onLine` as they come. */
export function run(program, args, onLine = () => {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const errors = [];
  createInterface({ input: child.stdout }).on('line', (line) => { lines.push(line); onLine(line); });
  child.stderr.setEncoding('utf8').on('data', (text) => errors.push(text));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, lines, errors: errors.join('') }));
  });
  return { ended, stop: () => child.kill('SIGKILL') };
}

/** Plays recordings into a server as fast as it takes them, as the feed `play`. */
export const play = (server, files) => run('dotnet', [ticker, 'feed', 'play', ...files, '--to', `http://${server.grpcAddress}`, '--speed', 'max']);
