// The configurations of src/docs/proxies.md, run with the real nginx and HAProxy before a server.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import https from 'node:https';
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import WebSocket from 'ws';
import { launchBrowser, openPage } from './browser.mjs';
import { startProxy } from './proxy.mjs';
import { Publisher } from './publisher.mjs';
import { ResumingClient, ResumingEvents, ResumingPoll } from './resuming-client.mjs';
import { startServer } from './server.mjs';

const client = '127.0.0.2';
const configurations = {
  'nginx.conf': 'x-forwarded', 'nginx-tls.conf': 'x-forwarded', 'nginx-forwarded.conf': 'forwarded',
  'haproxy.cfg': 'x-forwarded', 'haproxy-tls.cfg': 'x-forwarded', 'haproxy-proxy-protocol.cfg': 'proxy',
};
const headered = Object.keys(configurations).filter((file) => configurations[file] === 'x-forwarded');
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

const publisher = (address, authority) => new Publisher(address, `P${++feeds}`, authority).begin();

/** Waits until the server has logged something. */
async function logged(server, text) {
  for (const end = Date.now() + 20_000; !server.log.includes(text);) {
    if (Date.now() > end) assert.fail(`the server never logged '${text}':\n${server.log.slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The answer to a GET over HTTP/1.1, whole and unpacked. */
async function ask(url, { method = 'GET', ...options } = {}) {
  const request = (url.startsWith('https:') ? https : http).request(url, { agent: false, method, ...options }).end();
  const [answer] = await once(request, 'response');
  const pieces = await answer.toArray();
  const whole = Buffer.concat(pieces);
  return { status: answer.statusCode, headers: answer.headers, text: (answer.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole).toString() };
}

/** The same over a stream of an HTTP/2 connection. */
async function askStream(session, path, headers = {}) {
  const stream = session.request({ ':path': path, ...headers });
  const [answered] = await once(stream, 'response');
  return { status: answered[':status'], headers: answered, text: Buffer.concat(await stream.toArray()).toString() };
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
    const subscriber = new ResumingClient(proxy.webUrl, feed.symbol, { ca: proxy.authority, localAddress: client, headers: { 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.8' } });
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
    const [scheme, other] = proxy.isTls ? ['https', 'http'] : ['http', 'https'];
    for (const [origin, status] of [[`${scheme}://board.example:8443`, 101], [`${other}://board.example:8443`, 403], [`${scheme}://elsewhere.example`, 403]]) {
      assert.equal(await handshake(proxy.streamUrl, { ca: proxy.authority, headers: { Host: 'board.example:8443' }, origin }), status);
    }
  });
}

for (const [file, protocol] of Object.entries(configurations)) {
  test(`${file}: what one address may have is counted by the client's address, not by the proxy's`, async (t) => {
    const server = await startServer({ settings: { 'Ticker:Proxies:Trusted:0': '127.0.0.1', 'Ticker:Proxies:Protocol': protocol, 'Ticker:Roads:MaxPerAddress': 1 } });
    t.after(() => server.stop());
    const proxy = await startProxy(server, file);
    t.after(() => proxy.stop());
    const [first, second, third] = [client, '127.0.0.3', client].map((localAddress) => () => new ResumingEvents(proxy.webUrl, '*', { ca: proxy.authority, localAddress }));
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

for (const [plain, tls] of [['nginx.conf', 'nginx-tls.conf'], ['haproxy.cfg', 'haproxy-tls.cfg']]) impatient[tls] = impatient[plain];

for (const [file, changes] of Object.entries(impatient)) {
  through("connections without a tick outlive the proxy's timeout, by the server's heartbeats", file, changes, async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const subscribers = [ResumingClient, ResumingEvents].map((Road) => new Road(proxy.webUrl, feed.symbol, { ca: proxy.authority }));
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

for (const file of headered) {
  through('a feed passes over gRPC, and its history is the same before and behind the proxy', file, [], async (proxy, server) => {
    const feed = await publisher(proxy.grpcAddress, proxy.authority);
    for (let i = 0; i < 40; i++) await feed.trades(1000);
    assert.equal((await feed.end()).code, 0);
    const [symbol, { position }] = [feed.symbol, await (await fetch(`${server.webUrl}/v1/history?symbol=${feed.symbol}&limit=40000&format=json`)).json()];
    for (const headers of [{ 'Accept-Encoding': 'identity' }, { 'Accept-Encoding': 'gzip' }]) {
      const [direct, passed] = await Promise.all([server, proxy].map(async ({ webUrl }) => {
        const answer = await ask(`${webUrl}/v1/history?symbol=${symbol}&to=${position}`, { ca: proxy.authority, headers });
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['content-encoding'] ?? 'identity', headers['Accept-Encoding']);
        return answer.text;
      }));
      assert.equal(passed, direct);
      assert.deepEqual(passed.split('\n').filter((line) => line.includes('"kind":"trade"')).map((line) => Number(JSON.parse(line).trade_id)), range(40_000));
    }
  });

  through("a feed that has nothing to say but heartbeats outlives the proxy's timeout", file, impatient[file], async (proxy) => {
    const feed = await publisher(proxy.grpcAddress, proxy.authority);
    const beat = setInterval(() => feed.heartbeat(), 200);
    feed.status.then(() => clearInterval(beat));
    // Beside it are feeds that say nothing at all: that the timeout is over is when the proxy has ended one.
    for (let times = 0; times < 2; times++) {
      const silent = await publisher(proxy.grpcAddress, proxy.authority);
      assert.notEqual((await silent.status).code, 0);
      silent.abandon();
      await feed.trades(1);
    }
    clearInterval(beat);
    assert.equal((await feed.end()).code, 0);
  });
}

for (const file of headered) {
  through("a snapshot's tag passes, and what has not changed is not sent again", file, [], async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    await feed.trades(1);
    const path = `/v1/snapshot?symbol=${feed.symbol}`;
    const direct = await ask(server.webUrl + path);
    const session = proxy.isTls ? http2.connect(proxy.webUrl, { ca: proxy.authority }) : undefined;
    const roads = [(headers, method) => ask(proxy.webUrl + path, { ca: proxy.authority, headers, method })];
    if (session) roads.push((headers, method = 'GET') => askStream(session, path, { ...headers, ':method': method }));
    for (const road of roads) {
      const first = await road({});
      assert.equal(first.status, 200);
      assert.equal(first.text, direct.text);
      assert.equal(first.headers.etag, direct.headers.etag);
      assert.match(first.headers['ticker-position'], /^\d+:\d+$/);
      const same = await road({ 'if-none-match': first.headers.etag });
      assert.deepEqual([same.status, same.text, same.headers.etag], [304, '', direct.headers.etag]);
      assert.match(same.headers['ticker-position'], /^\d+:\d+$/);
      const head = await road({}, 'HEAD');
      assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', direct.headers.etag]);
    }
    session?.close();
    await feed.end();
  });

  through('lines come one by one, as they are written', file, [], async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const path = `/v1/ticks?symbol=${feed.symbol}&mode=all&from=now`;
    const session = proxy.isTls ? http2.connect(proxy.webUrl, { ca: proxy.authority }) : undefined;
    const request = session ? session.request({ ':path': path }) : http.get(proxy.webUrl + path, { agent: false });
    const [answer] = await once(request, 'response');
    const body = session ? request : answer;
    const lines = createInterface({ input: body })[Symbol.asyncIterator]();
    const next = async (wanted) => { for (;;) { const message = JSON.parse((await lines.next()).value); if (wanted(message)) return message; } };
    await next(({ ev }) => ev === 'seam');
    for (let id = 1; id <= 5; id++) {
      await feed.trades(1);
      assert.deepEqual((await next(({ ticks }) => ticks)).ticks.map(({ i }) => Number(i)), [id]);
    }
    body.destroy();
    session?.destroy();
    await feed.end();
  });
}

for (const file of ['nginx-tls.conf', 'haproxy-tls.cfg']) {
  through('many streams of one HTTP/2 connection each have every tick once, plain HTTP/1.1 behind', file, [], async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const session = http2.connect(proxy.webUrl, { ca: proxy.authority });
    const streams = await Promise.all(range(60).map(async () => {
      const stream = session.request({ ':path': `/v1/events?symbol=${feed.symbol}&mode=all&from=now` });
      const [answered] = await once(stream, 'response');
      assert.deepEqual([answered[':status'], answered['content-type']], [200, 'text/event-stream']);
      return createInterface({ input: stream })[Symbol.asyncIterator]();
    }));
    const until = async (lines, wanted) => { for (let value = ''; !wanted(value); { value } = await lines.next()); };
    await Promise.all(streams.map((lines) => until(lines, (line) => line === 'event: seam')));
    for (let i = 0; i < 10; i++) await feed.trades(20);
    const all = await Promise.all(streams.map(async (lines) => {
      const trades = [];
      while (trades.length < 200) {
        const { value } = await lines.next();
        if (value.startsWith('data: ')) trades.push(...(JSON.parse(value.slice(6)).ticks ?? []).map(({ i }) => Number(i)));
      }
      return trades;
    }));
    for (const trades of all) assert.deepEqual(trades, range(200));
    session.destroy();
    await feed.end();
  });

  through('a page in Chromium has the board, ten EventSources and a WebSocket', file, [], async (proxy, server) => {
    const feed = await publisher(server.grpcAddress);
    const browser = await launchBrowser();
    try {
      const page = await openPage(browser, { ignoreHTTPSErrors: true });
      const devtools = await page.context().newCDPSession(page);
      const handshakes = [];
      devtools.on('Network.webSocketHandshakeResponseReceived', ({ response }) => handshakes.push(response.status));
      await devtools.send('Network.enable');
      await page.goto(`${proxy.webUrl}/plain/`);
      assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol), 'h2');
      await page.locator('#connection[data-state="live"]').waitFor();
      // Over HTTP/1.1 a browser opens six connections to a host, and the seventh of these would wait for ever.
      await page.evaluate((symbol) => {
        window.got = Array.from({ length: 10 }, () => []);
        for (const trades of got) {
          const source = new EventSource(`/v1/events?symbol=${symbol}&mode=all`);
          source.addEventListener('ticks', ({ data }) => trades.push(...JSON.parse(data).ticks.map(({ i }) => Number(i))));
          source.addEventListener('seam', () => { trades.isLive = true; });
        }
      }, feed.symbol);
      await page.waitForFunction(() => got.every(({ isLive }) => isLive));
      for (let i = 0; i < 10; i++) await feed.trades(10);
      await page.waitForFunction(() => got.every(({ length }) => length >= 100));
      assert.deepEqual(await page.evaluate(() => got.map((trades) => [...trades])), Array.from({ length: 10 }, () => range(100)));
      // HAProxy takes a WebSocket as a stream of that connection, nginx over one of its own.
      assert.deepEqual([...new Set(handshakes)], [file.startsWith('nginx') ? 101 : 200]);
      assert.deepEqual(page.faults, []);
    } finally {
      await browser.close();
    }
    await feed.end();
  });

  through('whoever comes without TLS is sent to the page with it', file, [], async (proxy) => {
    const answer = await ask(`${proxy.plainUrl}/v1/snapshot?symbols=*`, { headers: { Host: 'ticker.example' } });
    assert.deepEqual([answer.status, answer.headers.location], [308, 'https://ticker.example/v1/snapshot?symbols=*']);
  });
}

test('haproxy-proxy-protocol.cfg: a publisher is known by its own address, and its feed passes', async (t) => {
  const server = await startServer({ settings: { 'Ticker:Proxies:Trusted:0': '127.0.0.1', 'Ticker:Proxies:Protocol': 'proxy', 'Ticker:Proxies:Feeds': true } });
  t.after(() => server.stop());
  const proxy = await startProxy(server, 'haproxy-proxy-protocol.cfg');
  t.after(() => proxy.stop());
  // A library for gRPC does not say from which address it connects; this does it for it.
  const sockets = new Set();
  const relay = net.createServer((near) => {
    const far = net.connect({ host: '127.0.0.1', port: proxy.grpcPort, localAddress: client });
    for (const [from, to] of [[near, far], [far, near]]) { sockets.add(from); from.on('error', () => to.destroy()).pipe(to); }
  }).listen(0, '127.0.0.1');
  t.after(() => { relay.close(); for (const socket of sockets) socket.destroy(); });
  await once(relay, 'listening');
  const feed = await publisher(`127.0.0.1:${relay.address().port}`);
  await feed.trades(1000);
  assert.equal((await feed.end()).code, 0);
  assert.match(server.log, new RegExp(`Feed ${feed.feed} is open: .* from ${client.replaceAll('.', '\\.')}:\\d+`));
  const lines = (await ask(`${proxy.webUrl}/v1/history?symbol=${feed.symbol}`)).text.split('\n').filter((line) => line.includes('"kind":"trade"'));
  assert.equal(lines.length, 1000);
});

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
