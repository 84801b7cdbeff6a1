// The addresses of one server's roads, from what a person writes.

/** @param {string} address `ws://host:port`, `http:`, `wss:` or `https:`, with a path before `/v1` if there is one; or a whole `/v1/replay?..` */
export function addressOf(address) {
  const url = new URL(address);
  if (!['ws:', 'wss:', 'http:', 'https:'].includes(url.protocol)) throw new TypeError(`${address} is no address of a server`);
  if (url.username || url.password) throw new TypeError('keys do not belong in an address');
  url.hash = '';
  const isReplay = url.pathname.endsWith('/v1/replay');
  const path = url.pathname.replace(/\/v1\/(stream|replay)$/, '').replace(/\/$/, '');
  const isSecure = url.protocol === 'wss:' || url.protocol === 'https:';
  const web = `${isSecure ? 'https' : 'http'}://${url.host}${path}`;
  return {
    isReplay,
    stream: `${isSecure ? 'wss' : 'ws'}://${url.host}${path}/v1/${isReplay ? 'replay' : 'stream'}${isReplay ? url.search : ''}`,
    events: `${web}/v1/events`,
    poll: `${web}/v1/poll`,
    live: `${web}/healthz/live`,
  };
}
