// One way to speak to the WebSockets of browsers, of Node from version 22 on, and of the package `ws`.

const isNode = typeof process !== 'undefined' && Boolean(process.versions?.node);

// Named apart, so that what bundles for a browser does not look for it.
const packageWs = 'ws';

/** The kind of socket to use: what was given, in Node `ws` if it is there, else that of the platform; null if there is none. */
export async function socketClass(given) {
  if (given) return given;
  if (isNode) {
    try {
      return (await import(/* @vite-ignore */ packageWs)).WebSocket;
    } catch {
      // Not installed: the platform may have its own.
    }
  }
  return globalThis.WebSocket ?? null;
}

/** Whether a key can go into the request's headers; browsers cannot. */
export const takesHeaders = (Socket) => isNode || isPackageWs(Socket);

const isPackageWs = (Socket) => typeof Socket.prototype?.terminate === 'function';

/**
 * Opens a socket.
 * @param Socket its class
 * @param {{ url: string, protocol: string, headers: Record<string, string> }} to where
 * @param {{ opened(): void, message(text: string | Uint8Array): void, refused(status: number, headers: Record<string, string>): void, closed(code: number, reason: string): void }} listener
 */
export const openSocket = (Socket, to, listener) => (isPackageWs(Socket) ? openPackageWs : openStandard)(Socket, to, listener);

function openPackageWs(Socket, { url, protocol, headers }, listener) {
  const socket = new Socket(url, [protocol], { headers, perMessageDeflate: false });
  let isRefused = false;
  socket.on('unexpected-response', (request, answer) => {
    isRefused = true;
    request.destroy();
    listener.refused(answer.statusCode, answer.headers);
  });
  socket.on('open', listener.opened);
  socket.on('message', (bytes, isBinary) => listener.message(isBinary ? bytes : String(bytes)));
  // What failed is told by the close that follows.
  socket.on('error', () => {});
  socket.on('close', (code, reason) => { if (!isRefused) listener.closed(code, String(reason)); });
  return {
    canHold: true,
    send: (text) => socket.send(text),
    hold: () => socket.pause(),
    release: () => socket.resume(),
    close: (code) => { socket.resume(); socket.close(code); },
    drop: () => socket.terminate(),
  };
}

function openStandard(Socket, { url, protocol, headers }, listener) {
  const socket = isNode ? new Socket(url, { protocols: [protocol], headers }) : new Socket(url, [protocol]);
  socket.binaryType = 'arraybuffer';
  socket.onopen = listener.opened;
  socket.onmessage = ({ data }) => listener.message(typeof data === 'string' ? data : new Uint8Array(data));
  socket.onclose = ({ code, reason }) => listener.closed(code, reason);
  return {
    canHold: false,
    send: (text) => socket.send(text),
    hold: () => {},
    release: () => {},
    close: (code) => socket.close(code),
    drop: () => {
      [socket.onopen, socket.onmessage, socket.onclose] = [null, null, null];
      socket.close();
      listener.closed(1006, '');
    },
  };
}
