/** Why a client or a subscription ended. */
export class TickerError extends Error {
  /**
   * @param {string} reason one of the reasons of the behaviour page, or the code of the server's `error`
   * @param {{ code?: number|null, text?: string|null, cause?: unknown }} [more] code and text of the close, or the status of the answer
   */
  constructor(reason, { code = null, text = null, cause } = {}) {
    super([reason, code, text].filter((part) => part !== null && part !== '').join(': '), cause === undefined ? undefined : { cause });
    this.name = 'TickerError';
    this.reason = reason;
    this.code = code;
    this.text = text;
  }
}

/** The owner's own code failed, which says nothing about the connection. */
export class OwnersError extends Error {
  constructor(cause) { super(String(cause?.message ?? cause), { cause }); }
}

/** Calls the owner's code, and waits for what it gives. */
export async function ownersOwn(run) {
  try {
    return await run();
  } catch (error) {
    throw new OwnersError(error);
  }
}

/** Something came that the protocol does not allow. */
export class BrokenError extends TickerError {
  constructor(text) { super('broken', { text }); }
}
