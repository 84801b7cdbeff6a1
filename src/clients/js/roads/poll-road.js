// Long polls: a question for each subscription, asked again from where the last answer ended.
import { BrokenError } from '../errors.js';
import { parseMessage } from '../wire/json-data.js';
import { positionIn, queryOf, refusalOf } from './request-query.js';
import { RequestRoad } from './request-road.js';

const waitMs = 20_000;

export class PollRoad extends RequestRoad {
  name = 'poll';
  #isOpen = false;

  async follow(request) {
    let { subscribe } = request;
    for (let isFirst = true; ; isFirst = false) {
      // The first is answered at once: it shows that the road leads somewhere.
      const wait = this.#isOpen ? waitMs : 0;
      const answer = await this.#asked(request, subscribe, wait);
      if (answer === null || request.signal.aborted) return;
      this.#isOpen = true;
      this.listener.opened();
      this.listener.came({ request, message: { ev: 'begins', id: 1, isFirst } });
      for (const message of answer.messages) this.listener.came({ request, message });
      // The next is asked for when this one was taken in.
      await new Promise((resolve) => { this.listener.came({ request, message: { ev: 'cursor', id: 1, ...answer.position, resolve } }); });
      if (isFirst) this.answered(request);
      if (request.signal.aborted) return;
      subscribe = { ...subscribe, from: answer.position };
      await this.mayRead();
    }
  }

  async #asked(request, subscribe, wait) {
    const ms = wait + this.options.connectTimeoutMs;
    const answer = await this.ask(request, queryOf(subscribe, { wait_ms: wait }), ms);
    if (answer.status !== 200 || !(answer.headers.get('content-type') ?? '').startsWith('application/json')) {
      const refusal = await refusalOf(answer);
      if (!request.signal.aborted) this.refused(request, refusal);
      return null;
    }
    const { messages, cursor } = parseMessage(await this.within(ms, answer.text(), 'no whole answer in time'));
    const position = positionIn(cursor);
    if (!position || !Array.isArray(messages)) throw new BrokenError('an answer without messages and cursor');
    return { messages, position };
  }
}
