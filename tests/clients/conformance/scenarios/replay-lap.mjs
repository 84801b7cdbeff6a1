import assert from 'node:assert/strict';

export const name = 'a replay that has begun again goes on in there, and says so where nothing leads back';

const begins = 1_000_000_000n;
const instruments = [[1, 'XTST:A', 2, 0]];
const trade = (seq) => [2, 1, seq, 0, 10_000, 1, 1, 16, seq];

// Two ticks, a lap of two ticks that begins at a time, a broken line, and the rest.
async function play(world, lapBegins) {
  const asked = [];
  const tape = (peer, state, lap, seq, time) => peer.send({ ev: 'tape', state, seq, time, speed: '1', lap });
  const begin = (peer, seq) => peer.subscribed(1, instruments, seq);
  const standIn = await world.standIn({
    came: (peer) => tape(peer, 'waiting', 0, 0, begins),
    asked: (message, peer) => {
      asked.push({ connection: peer.connection, ...message });
      if (peer.connection > 1) goOn(message, peer);
      else if (message.op === 'subscribe') {
        tape(peer, 'playing', 0, 0, begins);
        begin(peer, 0);
        peer.send([1, trade(1), trade(2), trade(3)]);
        peer.statement(1, { matched: 3, delivered: 3, first_seq: 1, last_seq: 3 });
        tape(peer, 'playing', 1, 0, lapBegins);
        begin(peer, 0);
        peer.send([1, trade(1), trade(2)]);
        peer.socket.close(1001);
      }
    },
  });
  let last = 0;
  function goOn({ op, seq }, peer) {
    if (op === 'seek') tape(peer, 'paused', 1, last = Number(seq) - 1, begins);
    if (op === 'pause') tape(peer, 'paused', 0, 0, begins);
    if (op === 'subscribe') begin(peer, last);
    if (op !== 'resume') return;
    tape(peer, 'playing', last > 0 ? 1 : 0, last, begins);
    peer.send([1, ...[1, 2, 3].filter((n) => n > last).map(trade)]);
    peer.close(1000, 'ended');
  }
  const driver = world.driver();
  driver.open(`${standIn.url}/v1/replay?recording=any`);
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  await driver.until(() => driver.of('ended').length === 1, 'the end');
  await driver.close();
  assert.deepEqual([...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  assert.equal(driver.of('state').at(-1).reason, 'ended');
  // What is not said is the snapshot.
  const again = asked.filter(({ connection }) => connection === 2).map(({ op, seq, from = 'snapshot' }) => (op === 'subscribe' ? [op, from] : op === 'seek' ? [op, String(seq)] : [op]));
  return { driver, again };
}

export async function run(world) {
  // It has begun again where it began: within that, sequences lead back.
  const looped = await play(world, begins);
  assert.deepEqual(looped.driver.trades(), [1, 2, 3, 1, 2, 3]);
  assert.deepEqual(looped.again, [['pause'], ['seek', '3'], ['subscribe', 'snapshot'], ['resume']]);
  assert.deepEqual(looped.driver.of('gap'), []);

  // It has gone over into another epoch of the recording.
  const beyond = await play(world, begins + 5_000n);
  assert.deepEqual(beyond.driver.trades(), [1, 2, 3, 1, 2, 1, 2, 3]);
  assert.deepEqual(beyond.again, [['pause'], ['subscribe', 'snapshot'], ['resume']]);
  assert.deepEqual(beyond.driver.of('gap').map(({ id, from, to, cause }) => [id, Number(from), to, cause]), [[1, 3, null, 'tape_restarted']]);
}
