// How the connection stands, as a page tells it, and what the server knows of it.

/** Waits until the page says that its stream is in one of these states. */
export const connectionIs = (page, ...states) => page.locator(states.map((state) => `.connection[data-state="${state}"]`).join(', ')).waitFor();

/** Before a page is opened: has it wait long for each next attempt, so that it is a person who connects. */
export async function patiently(page) {
  // For Chromium, what a test answers comes from nowhere, and may not speak with this machine without this.
  await page.context().grantPermissions(['local-network-access']);
  await page.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const answer = await route.fetch();
    // Waits are drawn by lot, from a quarter of a second on.
    await route.fulfill({ response: answer, body: `Math.random = () => 4_000;\n${await answer.text()}` });
  });
}

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
