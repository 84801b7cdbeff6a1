// /openapi.json, validated by a validator from npm, and held against a running server: each operation is called, each
// answer that it names is provoked, and is by its schema.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import WebSocket from 'ws';
import { Publisher } from './publisher.mjs';
import { assertBy } from './schemas.mjs';
import { repository, startServer } from './server.mjs';

let server;
let narrow;
let draining;
let text;
let api;
let feed;
// One that asks who comes, and what it is told: nobody, one that may not, one whose one connection is taken, one delay more than there is room for.
let guarded;
const credentials = {};
const recordings = mkdtempSync(path.join(tmpdir(), 'ticker-openapi-'));

before(async () => {
  writeFileSync(path.join(recordings, 'broken.rec'), 'no recording');
  server = await startServer({ demo: true });
  // One that has no room for anybody.
  narrow = await startServer({ settings: { 'Ticker:History:MaxReaders': 0, 'Ticker:WebSockets:MaxConnections': 1, 'Ticker:Roads:MaxConnections': 2, 'Ticker:Roads:MaxPerAddress': 1, 'Ticker:Proxies:Trusted:0': '127.0.0.1', 'Ticker:Recordings:Directory': recordings } });
  // One that was told to stop and takes its time.
  draining = await startServer({ settings: { 'Ticker:Drain:Delay': '00:10:00' } });
  process.kill(draining.pid, 'SIGTERM');
  while ((await fetch(`${draining.webUrl}/healthz/ready`)).status !== 503);
  guarded = await startServer({ settings: { 'Ticker:Access:Keys': keyFile(), 'Ticker:Access:MaxTickets': 1, 'Ticker:Delay:MaxDelays': 1 } });
  text = await (await fetch(`${server.webUrl}/openapi.json`)).text();
  api = JSON.parse(text);
  feed = await new Publisher(server.grpcAddress, 'OPEN').begin();
  await feed.trades(50);
});
after(async () => {
  await feed?.end();
  await server?.stop();
  await narrow?.stop();
  await draining?.kill();
  await guarded?.stop();
  rmSync(recordings, { recursive: true, force: true });
});

/** Writes a file of keys, and keeps what they are shown as. */
function keyFile() {
  const keys = Object.entries({ all: { symbols: ['*'], admin: true }, late: { symbols: ['*'], delay_ms: 900_000 }, later: { symbols: ['*'], delay_ms: 1_200_000 }, single: { symbols: ['*'], admin: true, max_connections: 1 }, publisher: { feeds: ['*'], venues: ['*'] } }).map(([name, may], n) => {
    const [id, salt, secret] = [`00000000000${n}`, randomBytes(16), randomBytes(32).toString('base64url')];
    credentials[name] = `Bearer tk_${id}_${secret}`;
    return { id, name, salt: salt.toString('base64url'), sha256: createHash('sha256').update(salt).update(secret).digest('base64url'), created: '2026-01-01T00:00:00Z', may };
  });
  const file = path.join(recordings, 'keys.json');
  writeFileSync(file, JSON.stringify({ version: 1, keys }));
  return file;
}

/** The one operation of a path. */
const operationOf = (route) => Object.values(api.paths[route])[0];

const handshake = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };

/** Sends a request as it stands, whatever it asks for. */
const ask = (to, target, { method = 'GET', headers = {}, body: sent } = {}) => new Promise((resolve, reject) => {
  const request = http.request(`${to.webUrl}${target}`, { method, headers, agent: false });
  request.on('error', reject);
  request.on('upgrade', (answer, socket) => { socket.destroy(); resolve({ status: answer.statusCode, headers: answer.headers, body: '' }); });
  request.on('response', (answer) => {
    let body = '';
    answer.setEncoding('utf8').on('data', (piece) => {
      body += piece;
      // An answer without end is left when it has come to what is live.
      const end = /"ev":"seam".*\n/.exec(body);
      if (/^\/v1\/(events|ticks)/.test(target) && end) {
        resolve({ status: answer.statusCode, headers: answer.headers, body: body.slice(0, end.index + end[0].length) });
        request.destroy();
      }
    });
    answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    answer.on('error', reject);
  });
  request.end(sent);
});

/** Asserts that an answer is one that the document names for this path, and its body by its schema. */
function assertNamed(route, { status, headers, body }) {
  const { operationId, responses } = operationOf(route);
  const named = responses[status];
  assert.ok(named, `${operationId} names no ${status}: ${body.slice(0, 300)}`);
  const type = (headers['content-type'] ?? '').split(';')[0];
  if (!named.content) return `${operationId} ${status}`;
  const schema = named.content[type]?.schema;
  assert.ok(schema, `${operationId} ${status} names no ${type}`);
  // What stands in an event is what stands in a line.
  for (const [, message] of type === 'text/event-stream' ? body.matchAll(/^data: (.*)$/gm) : []) assertBy(api, api.components.schemas.message, JSON.parse(message), operationId);
  const values = /csv$|event-stream$|plain$/.test(type) ? [body] : type.endsWith('ndjson') ? body.trimEnd().split('\n').map((line) => JSON.parse(line)) : [JSON.parse(body)];
  values.forEach((value, n) => assertBy(api, schema, value, `${operationId} ${status} ${type} ${n}`));
  return `${operationId} ${status} ${type}`;
}

test('the document is valid OpenAPI 3.1, and the one that is kept beside the docs', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(api));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(await readFile(path.join(repository, 'src/docs/openapi.json'), 'utf8'), text, 'write it anew: curl -s http://127.0.0.1:8080/openapi.json > src/docs/openapi.json');
});

test('each operation is called, and each answer that the document names is given, by its schema', async () => {
  const symbol = feed.symbol;
  const { position } = JSON.parse((await ask(server, `/v1/history?symbol=${symbol}&limit=1&format=json`)).body);
  const settled = `?symbol=${symbol}&to=${position}&format=json`;
  const { headers: { etag } } = await ask(server, `/v1/history${settled}`);
  const all = `symbols=${symbol}&symbol=DEMO:*&kinds=quote&mode=interval&interval_ms=100&conflate_trades=true&summary=true&times=true&on_slow=evict&from=snapshot`;
  const { headers: { etag: unchanging } } = await ask(server, '/v1/snapshot?symbols=A:B');
  const refused = [
    ['?symbols=*', { headers: { Origin: 'http://elsewhere.example' } }], ['?symbols=*', { headers: { 'X-Forwarded-For': '203.0.113.1' } }, narrow], ['?symbols=*', { headers: { 'X-Forwarded-For': '203.0.113.3' } }, narrow],
  ];
  // What is done to a connection, by its id.
  const todo = (id, body) => ['', { id, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }];
  const looked = ['/v1/stream', '/v1/stream', '/v1/replay?recording=calm&paused=true'].map((target) => new WebSocket(`${server.webUrl.replace('http', 'ws')}${target}`));
  await Promise.all(looked.map((one) => new Promise((resolve, reject) => { one.on('message', resolve); one.on('error', reject); })));
  const { connections } = JSON.parse((await ask(server, '/admin/connections')).body);
  const [victim, other] = connections.filter(({ road }) => road === 'ws').map(({ id }) => id);
  const replay = connections.find(({ road }) => road === 'replay').id;
  const calls = {
    '/v1/instruments': [['?symbol=*'], ['?symbols=A:B,DEMO:*'], [''], ...['late', 'later'].map((name) => ['', { headers: { Authorization: credentials[name] } }, guarded])],
    '/v1/history': [
      [`?symbol=${symbol}`], [`?symbols=*&kinds=quote,trade,status&limit=500`], ['?symbol=*&limit=5&format=json'], [`?symbol=${symbol}&from=2020-01-01&to=2100-01-01&format=csv`],
      ['?symbol=*&from=1:1&limit=3&format=ndjson'], [settled, { headers: { 'If-None-Match': etag } }],
      ['?symbol=NO:SUCH'], ['?symbol=*', { headers: { Accept: 'image/png' } }], ['?symbol=*', {}, narrow],
    ],
    '/v1/stream': [
      ['?encoding=json', { headers: handshake }], ['', { headers: { ...handshake, Origin: 'http://elsewhere.example' } }],
      ['', { headers: handshake, method: 'POST' }], ['', { headers: { ...handshake, 'Sec-WebSocket-Version': '8' } }], ['', { headers: handshake }, narrow],
    ],
    '/v1/replay': [
      ['?recording=calm&encoding=json&speed=max&max_gap=1s&from=2020-01-01&to=2100-01-01&loop=false&times=now&paused=true&at_end=wait', { headers: handshake }],
      ['?recording=calm', { headers: { ...handshake, Origin: 'http://elsewhere.example' } }], ['?recording=calm', { headers: handshake, method: 'POST' }],
      ['?recording=calm', { headers: { ...handshake, 'Sec-WebSocket-Version': '8' } }], ['?recording=nothing', { headers: handshake }],
      ['?recording=broken.rec', { headers: handshake }, narrow], ['?recording=journal', { headers: handshake }, narrow],
    ],
    '/v1/recordings': [['']],
    '/v1/events': [[`?${all}&statement_ms=100`, { headers: { 'Last-Event-ID': position } }], ...refused], '/v1/ticks': [[`?${all}&statement_ms=100`], ...refused],
    '/v1/poll': [[`?${all}&wait_ms=0`], ['?symbols=*&from=9007199254740991:1'], ...refused],
    '/v1/snapshot': [['?symbols=A:B&symbol=*&kinds=quote&times=true'], ['?symbols=A:B', { headers: { 'If-None-Match': unchanging } }], ...refused],
    '/v1/tickets': [['', { method: 'POST' }], ['', { method: 'POST', headers: { Authorization: credentials.all } }, guarded], ['', { method: 'POST', headers: { Authorization: credentials.all } }, guarded]],
    '/healthz/live': [['']], '/healthz/startup': [['']], '/healthz/ready': [[''], ['', {}, draining]],
    '/metrics': [['']],
    '/admin/connections': [['?address=127.0.0.0/8&slow=false&limit=5&cursor=0'], ['?key=nobody'], ['?limit=0']],
    '/admin/connections/{id}/close': [todo(victim, { reason: 'maintenance', code: 1001 }), todo(other, { code: 1000 }), todo(999_999, {})],
    '/admin/connections/{id}/slow': [todo(other, { min_interval_ms: 100 }), todo(other, {}), todo(999_999, { min_interval_ms: 0 }), todo(replay, { min_interval_ms: 100 })],
    '/admin/feeds': [['?limit=1&cursor=0'], ['?limit=x']],
    '/admin/instruments': [[`?symbol=${symbol}&symbols=A:B,DEMO:*&limit=3&cursor=0`], ['?cursor=-1']],
    '/openapi.json': [['']],
    '/asyncapi.json': [['']],
  };
  const taken = new WebSocket(guarded.streamUrl, { headers: { Authorization: credentials.single } });
  await new Promise((resolve, reject) => { taken.on('message', resolve); taken.on('error', reject); });
  const only = new WebSocket(narrow.streamUrl);
  await new Promise((resolve, reject) => { only.on('message', resolve); only.on('error', reject); });
  const occupants = ['203.0.113.1', '203.0.113.2'].map((client) => http.get(`${narrow.webUrl}/v1/events?symbols=*`, { headers: { 'X-Forwarded-For': client }, agent: false }).on('error', () => {}));
  await Promise.all(occupants.map((occupant) => new Promise((resolve, reject) => { occupant.on('response', resolve); occupant.on('error', reject); })));
  assert.deepEqual(Object.keys(calls).sort(), Object.keys(api.paths).sort());
  const given = new Set();
  const named = new Set();
  for (const [route, requests] of Object.entries(calls)) {
    const { operationId, responses, parameters = [], security } = operationOf(route);
    const used = requests.map(([query, { headers = {}, ...more } = {}]) => `${query} ${Object.keys(headers)} ${Object.keys(more)}`).join();
    for (const { name } of parameters) assert.ok(used.includes(name), `${operationId}: ${name} is never given`);
    const wrong = '/v1/' === route.slice(0, 4) ? [['?no-such-parameter=1', {}]] : [];
    const method = Object.keys(api.paths[route])[0].toUpperCase();
    const refusals = security ? ['Bearer nothing', credentials.publisher, credentials.single].map((Authorization) => ['', { method, headers: { ...(route.match(/stream|replay/) ? handshake : {}), Authorization } }, guarded]) : [];
    for (const [query, options, to = server] of [...requests, ...wrong.map(([query]) => [query, { method }]), ...refusals]) given.add(assertNamed(route, await ask(to, route.replace('{id}', options?.id ?? 1) + query, options)));
    for (const [status, { content }] of Object.entries(responses)) {
      for (const type of Object.keys(content ?? { '': 0 })) named.add(`${operationId} ${status} ${type}`.trimEnd());
    }
  }
  looked.forEach((one) => one.terminate());
  only.terminate();
  taken.terminate();
  occupants.forEach((occupant) => occupant.destroy());
  // A lane that stands still for seconds cannot be had here: that answer is held by the server's own tests.
  named.delete(`${operationOf('/admin/connections/{id}/slow').operationId} 503 application/problem+json`);
  assert.deepEqual([...named].filter((answer) => !given.has(answer)), []);
});

test('HEAD gives the head of the document, and pages of any origin may read it', async () => {
  const { status, headers, body } = await ask(server, '/openapi.json', { method: 'HEAD' });
  assert.deepEqual([status, headers['content-type'], headers['content-length'], headers['access-control-allow-origin'], body], [200, 'application/json', String(Buffer.byteLength(text)), '*', '']);
});
