/** Who collapsed updates, in the order of the contract's lists. */
export const causeOrder = ['rate', 'socket', 'budget', 'server', 'client'] as const;

const places = new Map<string, number>(causeOrder.map((cause, place) => [cause, place]));

/** The place of a cause; -1 for one that this version does not know. */
export const placeOf = (cause: string): number => places.get(cause) ?? -1;
