/** A recording that the server plays. `fromMs` and `toMs` are null where it does not know them without reading all of it. */
export interface Recording { name: string; fromMs: number | null; toMs: number | null }

type Told = { name: string; from?: string; to?: string };

const ms = (nanos: string | undefined): number | null => (nanos === undefined ? null : Number(BigInt(nanos) / 1_000_000n));

/** Asks the server which there are. */
export async function recordings(key: string | null): Promise<Recording[]> {
  const answer = await fetch('v1/recordings', { headers: key ? { Authorization: `Bearer ${key}` } : {} });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const { recordings: told } = await answer.json() as { recordings: Told[] };
  return told.map(({ name, from, to }) => ({ name, fromMs: ms(from), toMs: ms(to) }));
}

/** How long it is, for a person: 45 s, 12 min, 3.5 h. */
export function lengthText({ fromMs, toMs }: Recording): string {
  if (fromMs === null || toMs === null) return '';
  const seconds = (toMs - fromMs) / 1000;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${Math.round(seconds / 86_400)} d`;
}
