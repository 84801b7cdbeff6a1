const texts: Record<string, string> = {
  unreachable: 'server not reachable',
  refused: 'refused',
  busy: 'server is full',
  lost: 'connection lost',
  mute: 'server fell silent',
  restarting: 'server restarts',
  slow: 'too slow',
  unauthorized: 'a key is needed',
  forbidden: 'not allowed',
  limit: 'too many subscriptions',
  broken: 'protocol broken',
  accounts: 'accounts do not add up',
  handler: 'this page failed',
  owner: 'closed here',
  ended: 'ended',
};

/** Why a connection ended, for a person; with the server's own word where it is not known, or adds something. */
export function reasonText(reason: string, text: string | null): string {
  const known = texts[reason] ?? reason;
  return text && (reason === 'handler' || reason === 'forbidden' || reason === 'refused') ? `${known} (${text})` : known;
}
