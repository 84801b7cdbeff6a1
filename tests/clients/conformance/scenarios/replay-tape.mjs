import assert from 'node:assert/strict';

export const name = 'the tape of a replay does what it is told, and what it was told holds on the next connection';

const ticks = 4_846;

export async function run(world) {
  const server = await world.server();
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const order = (told) => driver.do('tape', { order: told });
  const news = (state, lap) => driver.next('tape', (one) => one.state === state && one.lap === lap);
  const seqs = () => driver.ticksOf().map(([, , seq]) => Number(seq));

  driver.open(`${proxy.url}/v1/replay?recording=calm&paused=true&at_end=wait`, { statement_interval_ms: 50 });
  driver.subscribe(1, ['*'], { mode: 'all', from: 'now' });
  await driver.until(() => driver.of('subscribed').length === 1, 'the beginning');
  const stepped = news('paused', 0);
  order({ op: 'step', ticks: 5 });
  await stepped;
  await driver.until(() => driver.ticksOf().length === 5, 'five ticks');

  // It stays where it is, and paused.
  proxy.cut();
  await driver.next('subscribed');
  order({ op: 'step', ticks: 5 });
  await driver.until(() => driver.ticksOf().length === 10, 'five ticks more');
  assert.deepEqual(seqs(), [26, 27, 28, 29, 30, 31, 32, 33, 34, 35]);

  // What is told while there is no connection is told to the next.
  proxy.refuse();
  await driver.next('state', ({ state }) => state === 'waiting');
  order({ op: 'seek', seq: '4000' });
  order({ op: 'speed', speed: 'max' });
  proxy.refuse(false);
  await driver.next('subscribed');
  order({ op: 'step' });
  await driver.until(() => driver.ticksOf().length === 11, 'a tick from elsewhere');
  assert.equal(seqs().at(-1), 4_000);

  // And the speed holds after that, too, unlike one that was refused.
  order({ op: 'speed', speed: '2000000' });
  await driver.next('error', ({ code, id = null }) => code === 'bad_value' && id === null);
  proxy.cut();
  await driver.next('subscribed');
  assert.equal(driver.of('tape').at(-1).speed, 'max');
  order({ op: 'resume' });
  // Events are told at once, ticks when they are iterated.
  const { seq: last } = await driver.next('tape', ({ state }) => state === 'ended');
  await driver.until(() => seqs().at(-1) === Number(last), 'the last tick');
  const played = seqs().slice(10);

  // From the end back: a place may be named by its time.
  const again = driver.next('subscribed');
  order({ op: 'seek', time: '1741012200000000000' });
  await again;
  await driver.until(() => seqs().length > 10 + played.length && seqs().at(-1) === Number(last), 'the last tick once more');
  await driver.close();
  const whole = seqs().slice(10 + played.length);
  assert.deepEqual([whole[0], whole.length], [26, ticks]);
  assert.deepEqual(played, whole.slice(whole.indexOf(4_000)));
  assert.equal(driver.of('error').length, 1);
  assert.deepEqual([...driver.of('gap'), ...driver.of('statement', (one) => !one.adds_up)], []);
}
