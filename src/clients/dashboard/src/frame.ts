// The memory of one frame: a column for each value, one row for each instrument that changed. It is handed over, not copied.

/** Stands for a side or a trade that is not there. */
export const none = -(2n ** 63n);

/** Bits of `marks`. */
export const mark = { quote: 1, trade: 2, live: 4 } as const;

const wide = ['bid', 'bidSize', 'ask', 'askSize', 'last', 'lastSize'] as const;
const exact = ['received', 'updates', 'rate', 'socket', 'budget', 'server', 'client'] as const;
const bytesOfRow = (wide.length + exact.length) * 8 + 4 + 2;

type Wide = Record<(typeof wide)[number], BigInt64Array>;
type Exact = Record<(typeof exact)[number], Float64Array>;

/**
 * Views of a frame. Prices and sizes are mantissas of the instrument's scales. `received` is when the server received the newest
 * live tick, ms on its clock, 0 = not known. `updates` and the causes count since the stream was opened.
 */
export type FrameColumns = Wide & Exact & { capacity: number; buffer: ArrayBuffer; slot: Int32Array; marks: Uint8Array; decimals: Uint8Array };

/** Memory for so many rows. */
export const newFrame = (capacity: number): FrameColumns => frameIn(new ArrayBuffer(capacity * bytesOfRow));

/** The views of a frame's memory. */
export function frameIn(buffer: ArrayBuffer): FrameColumns {
  const capacity = Math.floor(buffer.byteLength / bytesOfRow);
  const columns: Record<string, unknown> = { capacity, buffer };
  let at = 0;
  for (const name of wide) { columns[name] = new BigInt64Array(buffer, at, capacity); at += capacity * 8; }
  for (const name of exact) { columns[name] = new Float64Array(buffer, at, capacity); at += capacity * 8; }
  columns.slot = new Int32Array(buffer, at, capacity);
  columns.marks = new Uint8Array(buffer, at + capacity * 4, capacity);
  columns.decimals = new Uint8Array(buffer, at + capacity * 5, capacity);
  return columns as FrameColumns;
}
