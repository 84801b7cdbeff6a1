import assert from 'node:assert/strict';
import { codeOf } from '../world.mjs';

export const name = 'does not come back where it is told not to';

const ends = [
  [4403, 'forbidden'], [4400, 'broken'], [1002, 'broken'], [1009, 'broken'], [4413, 'limit'],
];

export async function run(world) {
  const problem = (status) => (_, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`);
    return true;
  };
  const plays = [
    ...ends.map(([code, reason]) => ({ reason, code, play: { came: (peer) => peer.close(code, 'no') } })),
    { reason: 'refused', code: 403, play: { upgrade: problem(403) } },
    { reason: 'unauthorized', code: 401, play: { upgrade: problem(401) } },
    { reason: 'broken', code: null, play: { came: (peer) => peer.raw(Buffer.from([0x92, 0x01, 0x99, 0x01])) } },
  ];
  for (const { reason, code, play } of plays) {
    const standIn = await world.standIn(play);
    const driver = world.driver();
    driver.open(standIn.url, { key: 'never' });
    driver.subscribe(1, ['*']);
    await driver.until(() => driver.of('ended').length === 1, `the end with ${reason}`);
    await driver.close();
    const [ended] = driver.of('ended');
    assert.deepEqual([ended.reason, codeOf(ended) ?? codeOf(driver.of('state').at(-1))], [reason, code]);
    const { state, reason: told } = driver.of('state').at(-1);
    assert.deepEqual([state, told, standIn.connections], ['closed', reason, 1]);
  }
}
