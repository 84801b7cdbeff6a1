// Writes data messages as a server sends them, always the same: a seeded market of 100 instruments, four quotes to one trade.
// The file: a head, then messages; each is its length in four bytes, the lowest first, and its bytes. The head is JSON:
// `instruments`, [ref, name, price scale, size scale] each, and `ticks`, how many there are in all.
import { writeFileSync } from 'node:fs';

const [file, messages = '2000', perMessage = '50'] = process.argv.slice(2);
if (!file) {
  console.error('usage: node frames.mjs FILE [MESSAGES [TICKS_A_MESSAGE]]');
  process.exit(2);
}

let seed = 20241122;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};
const below = (most) => Math.floor(random() * most);

const instruments = Array.from({ length: 100 }, (_, n) => [n + 1, `SYNTH:S${n}`, n % 5 === 0 ? 2 : 4, n % 5 === 0 ? 8 : 0]);
const prices = instruments.map(() => 500_000 + below(1_500_000));
let sequence = 5_000_000_000;
let time = 1732273200000000000n;

// MessagePack in its smallest forms.
const out = [];
const byte = (value) => { out.push(value & 255); };
const wide = (value, bytes) => { for (let shift = BigInt(bytes - 1) * 8n; shift >= 0n; shift -= 8n) out.push(Number((BigInt(value) >> shift) & 255n)); };
function int(value) {
  if (value < 128) byte(Number(value));
  else if (value < 256) { byte(0xcc); byte(Number(value)); } else if (value < 65_536) { byte(0xcd); wide(value, 2); } else if (value < 4_294_967_296) { byte(0xce); wide(value, 4); } else { byte(0xcf); wide(value, 8); }
}

function tick() {
  const n = below(instruments.length);
  prices[n] += below(21) - 10;
  sequence += 1;
  time += BigInt(below(200_000));
  const size = instruments[n][3] === 8 ? 12_345_678 : 100;
  byte(0x99);
  if (random() < 0.8) for (const value of [1, n + 1, sequence, time, prices[n], size * (1 + below(9)), prices[n] + 1 + below(5), size * (1 + below(9)), 0]) int(value);
  else for (const value of [2, n + 1, sequence, time, prices[n], size * (1 + below(9)), 1 + below(2), 0, 900_000_000 + below(1_000_000)]) int(value);
}

const chunks = [];
const put = (bytes) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  chunks.push(length, bytes);
};
put(Buffer.from(JSON.stringify({ instruments, ticks: Number(messages) * Number(perMessage) })));
for (let n = 0; n < Number(messages); n++) {
  out.length = 0;
  byte(0xdc);
  wide(Number(perMessage) + 1, 2);
  int(1);
  for (let one = 0; one < Number(perMessage); one++) tick();
  put(Buffer.from(out));
}
writeFileSync(file, Buffer.concat(chunks));
