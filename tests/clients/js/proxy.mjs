// Runs nginx and HAProxy before a server, each with a configuration from the docs, changed only in its ports, its paths and
// how many connections it is to hold, for which a test machine may not have the file descriptors.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TestCertificate } from './certificate.mjs';
import { repository } from './server.mjs';

const within = 20_000;

/** A port that nobody has, and that no outgoing connection is given until the proxy takes it: below those of the system's own choice. */
async function freePort() {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const listener = net.createServer();
    const isFree = await new Promise((resolve) => {
      listener.on('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    listener.close();
    await once(listener, 'close');
    return port;
  }
}

/** Waits until somebody listens on a port; fails when the program that should has ended. */
async function untilListening(port, program, describe) {
  for (const end = Date.now() + within; ;) {
    const socket = net.connect(port, '127.0.0.1');
    const listens = await new Promise((resolve) => { socket.on('connect', () => resolve(true)); socket.on('error', () => resolve(false)); });
    socket.destroy();
    if (listens) return;
    if (program.exitCode !== null || Date.now() > end) throw new Error(`${describe()} does not listen on ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

class Proxy {
  #directory = mkdtempSync(path.join(tmpdir(), 'ticker-proxy-'));
  #certificate;
  #programs = [];
  #log = '';

  constructor(server, file, changes) { Object.assign(this, { server, file, changes }); }

  get webUrl() { return this.isTls ? `https://127.0.0.1:${this.tlsPort}` : this.plainUrl; }
  get plainUrl() { return `http://127.0.0.1:${this.webPort}`; }
  get streamUrl() { return `${this.webUrl.replace('http', 'ws')}/v1/stream`; }
  get grpcAddress() { return `127.0.0.1:${this.grpcPort}`; }
  get isTls() { return this.file.includes('-tls.'); }

  /** What its clients have to trust; undefined without TLS. */
  get authority() { return this.#certificate?.pem; }

  get isNginx() { return this.file.startsWith('nginx'); }

  async start() {
    [this.webPort, this.grpcPort, this.tlsPort] = [await freePort(), await freePort(), await freePort()];
    this.#certificate = this.isTls ? new TestCertificate() : undefined;
    let text = readFileSync(path.join(repository, 'src/docs/proxies', this.file), 'utf8');
    const places = [
      ['127.0.0.1:8080', `127.0.0.1:${this.server.webPort}`], ['127.0.0.1:8081', this.server.grpcAddress],
      ['listen 80;', `listen 127.0.0.1:${this.webPort};`], ['listen 9081 ', `listen ${this.grpcAddress} `],
      ['bind :80\n', `bind 127.0.0.1:${this.webPort}\n`], ['bind :9081 ', `bind ${this.grpcAddress} `],
      ['bind :9081\n', `bind ${this.grpcAddress}\n`],
      ['listen 443 ', `listen 127.0.0.1:${this.tlsPort} `], ['listen 9443 ', `listen ${this.grpcAddress} `],
      ['bind :443 ', `bind 127.0.0.1:${this.tlsPort} `], ['bind :9443 ', `bind ${this.grpcAddress} `],
      ['/etc/ssl/ticker-with-key.pem', this.#certificate?.both], ['/etc/ssl/ticker.pem', this.#certificate?.certificate], ['/etc/ssl/ticker.key', this.#certificate?.key],
      ['maxconn 20000', 'maxconn 500'], ['worker_connections 20000', 'worker_connections 500'],
      ['/run/nginx.pid', path.join(this.#directory, 'pid')],
      ['/var/log/nginx/error.log', path.join(this.#directory, 'error.log')],
      ['/var/log/nginx/access.log', path.join(this.#directory, 'access.log')],
    ];
    for (const [from, to] of places) text = text.replaceAll(from, to);
    for (const [from, to] of this.changes) {
      if (!text.includes(from)) throw new Error(`${this.file} has no '${from}'`);
      text = text.replaceAll(from, to);
    }
    writeFileSync(this.#config, text);
    await this.resume();
    return this;
  }

  /** Begins again after `halt`, on the same ports. */
  async resume() {
    const program = this.#run(this.isNginx ? ['-c', this.#config, '-p', this.#directory, '-g', 'daemon off;'] : ['-db', '-f', this.#config]);
    await untilListening(this.webPort, program, () => `${this.file}: ${this.log}`);
  }

  /** Ends it at once; every connection through it is cut. */
  async halt() {
    for (const { program, ended } of this.#programs.splice(0)) {
      program.kill('SIGTERM');
      await ended;
    }
  }

  /** As `nginx -s reload` and `haproxy -sf` do: who comes from now on meets a new process, the old one ends with its connections. */
  async reload() {
    const { program } = this.#programs.at(-1);
    if (this.isNginx) {
      program.kill('SIGHUP');
      return;
    }
    await untilListening(this.webPort, this.#run(['-db', '-f', this.#config, '-sf', String(program.pid)]), () => this.log);
  }

  async stop() {
    await this.halt();
    this.#certificate?.remove();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** What it printed. */
  get log() { return this.#log + (this.isNginx ? readFileSync(path.join(this.#directory, 'error.log'), { encoding: 'utf8', flag: 'a+' }) : ''); }

  get #config() { return path.join(this.#directory, this.file); }

  #run(args) {
    const program = spawn(this.isNginx ? '/usr/sbin/nginx' : '/usr/sbin/haproxy', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [program.stdout, program.stderr]) output.setEncoding('utf8').on('data', (text) => { this.#log += text; });
    const killAtExit = () => program.kill('SIGKILL');
    process.once('exit', killAtExit);
    const ended = new Promise((resolve) => {
      program.on('error', (error) => { this.#log += error; resolve(); });
      program.on('exit', () => { process.removeListener('exit', killAtExit); resolve(); });
    });
    this.#programs.push({ program, ended });
    return program;
  }
}

/**
 * Starts a proxy before a server and waits until it listens.
 * @param {object} server what `startServer` gave
 * @param {string} file the configuration, by its name in src/docs/proxies
 * @param {[string, string][]} changes what to change in it besides, such as a timeout
 */
export async function startProxy(server, file, changes = []) {
  const proxy = new Proxy(server, file, changes);
  try {
    return await proxy.start();
  } catch (error) {
    await proxy.stop();
    throw error;
  }
}
