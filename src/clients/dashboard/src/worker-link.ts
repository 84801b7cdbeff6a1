import type { ToPage, ToWorker } from './contract.js';
import workerUrl from './worker/worker.ts?worker&url';

type Trusted = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } };
type Kind = ToPage['kind'];
type Of<K extends Kind> = Extract<ToPage, { kind: K }>;

// The server's policy takes worker addresses only from a named policy; this one passes the address of the page's own worker.
const trusted = (globalThis as { trustedTypes?: Trusted }).trustedTypes
  ?.createPolicy('ticker-worker', { createScriptURL: (url) => (url === workerUrl ? url : '') });

/** The page's end of the contract. */
export class WorkerLink {
  readonly #worker = new Worker(trusted?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' });
  readonly #handlers = new Map<Kind, ((message: never) => void)[]>();

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
      this.#hand(data);
    };
    // A worker that could not be loaded, or failed, tells nothing any more.
    this.#worker.onerror = ({ message }) => this.#hand({ kind: 'connection', state: 'closed', reason: 'handler', code: null, text: message || 'its worker did not start' });
  }

  #hand(message: ToPage): void { for (const handler of this.#handlers.get(message.kind) ?? []) handler(message as never); }

  on<K extends Kind>(kind: K, handler: (message: Of<K>) => void): void {
    const handlers = this.#handlers.get(kind) ?? [];
    handlers.push(handler as (message: never) => void);
    this.#handlers.set(kind, handlers);
  }

  send(message: ToWorker, transfer: Transferable[] = []): void { this.#worker.postMessage(message, transfer); }
}
