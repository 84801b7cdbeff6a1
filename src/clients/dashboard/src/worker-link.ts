import type { ToPage, ToWorker } from './contract.js';
import workerUrl from './worker/worker.ts?worker&url';

type Trusted = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } };
type Kind = ToPage['kind'];
type Of<K extends Kind> = Extract<ToPage, { kind: K }>;

// The server's policy takes worker addresses only from a named policy; this one passes the address of the page's own worker.
const trusted = (globalThis as { trustedTypes?: Trusted }).trustedTypes
  ?.createPolicy('ticker-worker', { createScriptURL: (url) => (url === workerUrl ? url : '') });

const lookEveryMs = 1_000;
/** Looks in a row at which nothing had been heard, though the worker was asked. They are counted, not timed: a page that sleeps looks as seldom. */
const mostMissed = 5;

/** The page's end of the contract. It notices when the worker is silent, or failed, and can begin with another. */
export class WorkerLink {
  readonly #handlers = new Map<Kind, ((message: never) => void)[]>();
  #worker = this.#begin();
  #isHeard = true;
  #missed = 0;
  #hasFailed = false;

  constructor() { setInterval(() => this.#look(), lookEveryMs); }

  on<K extends Kind>(kind: K, handler: (message: Of<K>) => void): void {
    const handlers = this.#handlers.get(kind) ?? [];
    handlers.push(handler as (message: never) => void);
    this.#handlers.set(kind, handlers);
  }

  send(message: ToWorker, transfer: Transferable[] = []): void { this.#worker.postMessage(message, transfer); }

  /** Ends the worker, whatever it does, and begins with another, which knows nothing yet: of all that was told nothing holds. */
  restart(): void {
    this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker.terminate();
    this.#worker = this.#begin();
    [this.#isHeard, this.#missed, this.#hasFailed] = [true, 0, false];
    this.#hand({ kind: 'cleared', isOther: true });
  }

  #begin(): Worker {
    const worker = new Worker(trusted?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
      this.#isHeard = true;
      if (this.#missed >= mostMissed && !this.#hasFailed) this.#hand({ kind: 'trouble', text: null });
      this.#missed = 0;
      this.#hand(data);
    };
    // One that could not be loaded tells nothing any more; what one that threw tells from then on may be wrong.
    worker.onerror = ({ message }) => {
      this.#hasFailed = true;
      this.#hand({ kind: 'trouble', text: `this page’s worker failed (${message || 'it did not start'})` });
    };
    return worker;
  }

  #look(): void {
    if (!this.#isHeard) {
      this.#missed++;
      if (this.#missed === mostMissed && !this.#hasFailed) this.#hand({ kind: 'trouble', text: 'this page’s worker does not answer' });
      this.send({ kind: 'ping' });
    }
    this.#isHeard = false;
  }

  #hand(message: ToPage): void { for (const handler of this.#handlers.get(message.kind) ?? []) handler(message as never); }
}
