// The configurations of src/docs/proxies.md, run with the real nginx and HAProxy before a server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { startProxy } from './proxy.mjs';
import { Publisher } from './publisher.mjs';
import { ResumingClient, ResumingEvents, ResumingPoll } from './resuming-client.mjs';
import { startServer } from './server.mjs';

const client = '127.0.0.2';
const configurations = { 'nginx.conf': 'x-forwarded', 'nginx-forwarded.conf': 'forwarded', 'haproxy.cfg': 'x-forwarded', 'haproxy-proxy-protocol.cfg': 'proxy' };
const range = (count) => Array.from({ length: count }, (_, i) => i + 1);
const servers = {};
let feeds = 0;

before(async () => {
  for (const protocol of new Set(Object.values(configurations))) {
    servers[protocol] = await startServer({
      settings: { 'Ticker:Proxies:Trusted:0': '127.0.0.1', 'Ticker:Proxies:Protocol': protocol, 'Logging:LogLevel:Ticker': 'Debug' },
    });
  }
});
after(async () => { for (const server of Object.values(servers)) await server.stop(); });

/** Runs a test with a proxy before its server. */
const through = (name, file, changes, body) => test(`${file}: ${name}`, async () => {
  const server = servers[configurations[file]];
  const proxy = await startProxy(server, file, changes);
  try {
    await body(proxy, server);
  } finally {
    await proxy.stop();
  }
});

const publisher = (address) => new Publisher(address, `P${++feeds}`).begin();

/** Waits until the server has logged something. */
async function logged(server, text) {
  for (const end = Date.now() + 20_000; !server.log.includes(text);) {
    if (Date.now() > end) assert.fail(`the server never logged '${text}':\n${server.log.slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The status of a handshake: 101, or why not. */
async function handshake(url, options) {
  const socket = new WebSocket(url, 'ticker.v1.json', options);
  const answered = new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    socket.on('error', reject);
  });
  const status = await answered;
  socket.on('error', () => {});
  socket.terminate();
  return status;
}

for (const file of Object.keys(configurations)) {
  through('a WebSocket is opened, its client is known by its own address, and ticks pass', file, [], async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const subscriber = new ResumingClient(proxy.webUrl, feed.symbol, { localAddress: client, headers: { 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.8' } });
    await subscriber.until(({ connections }) => connections === 1);
    await logged(server, `from ${client} joined`);
    await feed.trades(1000);
    await subscriber.until(({ trades }) => trades.length === 1000);
    assert.deepEqual(subscriber.trades, range(1000));
    assert.equal(subscriber.connections, 1);
    subscriber.stop();
    await feed.end();
    assert.doesNotMatch(server.log, /from 203\.0\.113\./);
  });

  through('pages of the very host that was asked for may connect, no others', file, [], async (proxy) => {
    const headers = { Host: 'board.example:8443' };
    assert.equal(await handshake(proxy.streamUrl, { headers, origin: 'http://board.example:8443' }), 101);
    assert.equal(await handshake(proxy.streamUrl, { headers, origin: 'http://elsewhere.example' }), 403);
  });
}

for (const [file, protocol] of Object.entries(configurations)) {
  test(`${file}: what one address may have is counted by the client's address, not by the proxy's`, async (t) => {
    const server = await startServer({ settings: { 'Ticker:Proxies:Trusted:0': '127.0.0.1', 'Ticker:Proxies:Protocol': protocol, 'Ticker:Roads:MaxPerAddress': 1 } });
    t.after(() => server.stop());
    const proxy = await startProxy(server, file);
    t.after(() => proxy.stop());
    const [first, second, third] = [client, '127.0.0.3', client].map((localAddress) => () => new ResumingEvents(proxy.webUrl, '*', { localAddress }));
    const [one, other] = [first(), second()];
    await Promise.all([one, other].map((events) => events.until(({ connections }) => connections === 1)));
    const refused = third();
    await refused.until(({ refusals }) => refusals.length > 0);
    assert.equal(refused.refusals[0], 429);
    for (const events of [one, other, refused]) events.stop();
  });
}

// The proxy's timeouts are far shorter than the silence, and the server's heartbeats shorter still.
const impatient = {
  'nginx.conf': [['proxy_read_timeout 75s', 'proxy_read_timeout 2s'], ['proxy_send_timeout 75s', 'proxy_send_timeout 2s'], ['client_body_timeout 1h', 'client_body_timeout 3s'], ['grpc_read_timeout 1h', 'grpc_read_timeout 3s']],
  'haproxy.cfg': [['timeout client 75s', 'timeout client 3s'], ['timeout server 75s', 'timeout server 3s'], ['timeout tunnel 75s', 'timeout tunnel 2s'], ['timeout client 1h', 'timeout client 3s'], ['timeout server 1h', 'timeout server 3s']],
  'haproxy-proxy-protocol.cfg': [['timeout client 75s', 'timeout client 2s'], ['timeout server 75s', 'timeout server 2s']],
};

for (const [file, changes] of Object.entries(impatient)) {
  through("connections without a tick outlive the proxy's timeout, by the server's heartbeats", file, changes, async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const subscribers = [new ResumingClient(proxy.webUrl, feed.symbol), new ResumingEvents(proxy.webUrl, feed.symbol)];
    await Promise.all(subscribers.map((one) => one.until(({ heartbeats }) => heartbeats === 7)));
    // One at a time: a proxy that gathers an answer would keep it.
    for (let count = 1; count <= 3; count++) {
      await feed.trades(1);
      await Promise.all(subscribers.map((one) => one.until(({ trades }) => trades.length === count)));
    }
    assert.deepEqual(subscribers.map(({ connections }) => connections), [1, 1]);
    for (const one of subscribers) one.stop();
    await feed.end();
  });
}

for (const file of ['nginx.conf', 'haproxy.cfg']) {
  through('a feed passes over gRPC, and its history is the same before and behind the proxy', file, [], async (proxy, server) => {
    const feed = await publisher(proxy.grpcAddress);
    for (let i = 0; i < 40; i++) await feed.trades(1000);
    assert.equal((await feed.end()).code, 0);
    const [symbol, { position }] = [feed.symbol, await (await fetch(`${server.webUrl}/v1/history?symbol=${feed.symbol}&limit=40000&format=json`)).json()];
    for (const headers of [{ 'Accept-Encoding': 'identity' }, { 'Accept-Encoding': 'gzip' }]) {
      const [direct, passed] = await Promise.all([server, proxy].map(async ({ webUrl }) => {
        const answer = await fetch(`${webUrl}/v1/history?symbol=${symbol}&to=${position}`, { headers });
        assert.equal(answer.status, 200);
        return answer.text();
      }));
      assert.equal(passed, direct);
      assert.deepEqual(passed.split('\n').filter((line) => line.includes('"kind":"trade"')).map((line) => Number(JSON.parse(line).trade_id)), range(40_000));
    }
  });

  through("a feed that has nothing to say but heartbeats outlives the proxy's timeout", file, impatient[file], async (proxy) => {
    const feed = await publisher(proxy.grpcAddress);
    // Heartbeats are what passes the time here: one each half second for twice the timeout.
    for (let i = 0; i < 12; i++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      feed.heartbeat();
      if (i % 4 === 3) await feed.trades(1);
    }
    await feed.trades(1);
    assert.equal((await feed.end()).code, 0);
  });
}

// What is to be cut short so that a reload cuts those who are connected.
const hasty = { 'nginx.conf': [['worker_shutdown_timeout 10m', 'worker_shutdown_timeout 1s']], 'haproxy.cfg': [['hard-stop-after 10m', 'hard-stop-after 1s']], 'haproxy-proxy-protocol.cfg': [['hard-stop-after 10m', 'hard-stop-after 1s']] };
const disturbances = {
  'a reload': (proxy) => proxy.reload(),
  'a restart': async (proxy) => { await proxy.halt(); await proxy.resume(); },
};

for (const [file, changes] of Object.entries(hasty)) {
  for (const [what, disturb] of Object.entries(disturbances)) {
    through(`after ${what} while ticks flow, subscribers come back and have each tick once`, file, changes, async (proxy, server) => {
      const feed = await publisher(server.grpcAddress);
      const subscribers = [ResumingClient, ResumingClient, ResumingEvents, ResumingEvents, ResumingPoll].map((Road) => new Road(proxy.webUrl, feed.symbol));
      await Promise.all(subscribers.map((one) => one.until(({ connections }) => connections > 0)));
      let isOver = false;
      const flow = (async () => { while (!isOver) { await feed.trades(20); await new Promise((resolve) => setTimeout(resolve, 10)); } })();
      await Promise.all(subscribers.map((one) => one.until(({ trades }) => trades.length >= 100)));
      await disturb(proxy);
      await Promise.all(subscribers.map((one) => one.until(({ connections }) => connections > 1)));
      const before = feed.sent;
      await Promise.all(subscribers.map((one) => one.until(({ trades }) => trades.length >= before + 100)));
      isOver = true;
      await flow;
      await Promise.all(subscribers.map((one) => one.until(({ trades }) => trades.length >= feed.sent)));
      for (const { trades, gaps } of subscribers) {
        assert.deepEqual(trades, range(feed.sent));
        assert.deepEqual(gaps, []);
      }
      for (const one of subscribers) one.stop();
      await feed.end();
    });
  }
}
