// Broadcasts ticks with ws, the usual way: every client that wants a tick gets it with send().
// Ticks come over TCP, encoded already: [length u16][instrument u16][message], big-endian; the last eight bytes of a
// message are the receive time in nanoseconds, which is written here, on arrival.
'use strict';
const http = require('node:http');
const net = require('node:net');
const { WebSocketServer } = require('ws');

// A client that reads nothing must not fill the memory: what it misses is dropped, as with the textbook's channel.
const MOST_BUFFERED = 1024 * 1024;
const HEAD = 4;

const everyone = new Set();
const byInstrument = new Map();

const web = http.createServer();
const sockets = new WebSocketServer({ server: web, perMessageDeflate: false });
sockets.on('connection', client => {
  client.once('message', text => {
    const request = JSON.parse(text);
    const sets = request.symbols.includes('*') ? [everyone] : request.symbols.map(symbol => audience(Number(symbol.slice(symbol.indexOf(':S') + 2))));
    for (const set of sets) set.add(client);
    client.on('close', () => { for (const set of sets) set.delete(client); });
    client.send('{"ev":"seam","id":1}');
  });
  client.on('error', () => client.terminate());
});

function audience(instrument) {
  if (!byInstrument.has(instrument)) byInstrument.set(instrument, new Set());
  return byInstrument.get(instrument);
}

function broadcast(message, clients) {
  for (const client of clients) {
    if (client.bufferedAmount < MOST_BUFFERED) client.send(message, { binary: true });
  }
}

const feed = net.createServer(publisher => {
  let rest = Buffer.alloc(0);
  publisher.on('data', chunk => {
    const now = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
    const bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (bytes.length - at >= HEAD && bytes.length - at >= HEAD + bytes.readUInt16BE(at)) {
      const length = bytes.readUInt16BE(at);
      const message = bytes.subarray(at + HEAD, at + HEAD + length);
      message.writeBigInt64BE(now, length - 8);
      broadcast(message, everyone);
      broadcast(message, audience(bytes.readUInt16BE(at + 2)));
      at += HEAD + length;
    }
    rest = bytes.subarray(at);
  });
  publisher.on('error', () => publisher.destroy());
});

web.listen(0, '127.0.0.1', () => feed.listen(0, '127.0.0.1', () => {
  console.log(`Rival is ready: web http://127.0.0.1:${web.address().port} feed tcp://127.0.0.1:${feed.address().port}`);
}));
