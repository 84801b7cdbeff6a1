// How the connection stands, as a page tells it, and what the server knows of it.

/** Waits until the page says that its stream is in one of these states. */
export const connectionIs = (page, ...states) => page.locator(states.map((state) => `.connection[data-state="${state}"]`).join(', ')).waitFor();

/** Before a page is opened: has its worker run this first. */
export async function inWorker(page, script) {
  // For Chromium, what a test answers comes from nowhere, and may not speak with this machine without this.
  await page.context().grantPermissions(['local-network-access']);
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `${script}\n${await answer.text()}` });
  });
}

/** Before a page is opened: has it wait long for each next attempt, so that it is a person who connects. Waits are drawn by lot, from a quarter of a second on. */
export const patiently = (page) => inWorker(page, 'Math.random = () => 4_000;');

/** Before a page is opened: `loses` of its worker has it lose as many messages with ticks, as a client does that has a fault. */
export const losing = (page) => inWorker(page, `globalThis.loses = 0;
globalThis.WebSocket = class extends WebSocket {
  set onmessage(take) {
    super.onmessage = (event) => {
      // One with ticks is an array of MessagePack, any other a map.
      const [first] = typeof event.data === 'string' ? [0] : new Uint8Array(event.data);
      const hasTicks = (first & 0xf0) === 0x90 || first === 0xdc || first === 0xdd;
      if (hasTicks && globalThis.loses > 0) globalThis.loses--;
      else take(event);
    };
  }
};`);

/** The subscriptions of everybody who is connected to a server. */
export async function subscriptions(server) {
  const answer = await fetch(`${server.webUrl}/admin/connections`);
  return (await answer.json()).connections.flatMap((connection) => connection.subscriptions);
}

/** Asks again until something holds of what the server knows; as long as a page may take for anything. */
export async function untilServer(ask, holds) {
  const until = performance.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > until) throw new Error(`the server still says ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
