// How the connection stands, as a page tells it, and what the server knows of it.

/** Waits until the page says that its stream is in one of these states. */
export const connectionIs = (page, ...states) => page.locator(states.map((state) => `.connection[data-state="${state}"]`).join(', ')).waitFor();

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
