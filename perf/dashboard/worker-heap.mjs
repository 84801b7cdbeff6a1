// The heap of a page's dedicated worker, which only DevTools can see.

/** Gives a function that collects what is garbage in the worker and tells how many bytes are used. */
export async function workerHeap(devtools) {
  const attached = new Promise((resolve) => {
    devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => { if (targetInfo.type === 'worker') resolve(sessionId); });
  });
  // The session of the page cannot speak for its children, so messages to the worker go inside messages.
  await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  let last = 0;
  const ask = (method) => new Promise((resolve, reject) => {
    const id = ++last;
    const hear = ({ sessionId: from, message }) => {
      const answer = JSON.parse(message);
      if (from !== sessionId || answer.id !== id) return;
      devtools.off('Target.receivedMessageFromTarget', hear);
      if (answer.error) reject(new Error(answer.error.message)); else resolve(answer.result);
    };
    devtools.on('Target.receivedMessageFromTarget', hear);
    devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
  });
  return async () => {
    await ask('HeapProfiler.collectGarbage');
    return (await ask('Runtime.getHeapUsage')).usedSize;
  };
}
