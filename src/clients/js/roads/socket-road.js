// All subscriptions over one WebSocket.
import { BrokenError } from '../errors.js';
import { isData, DataDecoder } from '../wire/data-decoder.js';
import { Cursor } from '../wire/cursor.js';
import { parseMessage, ticksOf } from '../wire/json-data.js';
import { openSocket, takesHeaders } from './web-socket.js';

export class SocketRoad {
  name = 'ws';
  /** Whether its heartbeats are those of everything. */
  hasOneLine = true;
  #socket;
  #instruments;
  #followings;
  #decoder;
  #key;
  #needsAuth;
  #isOpen = false;

  constructor(instruments, followings) {
    this.#instruments = instruments;
    this.#followings = followings;
    this.#decoder = new DataDecoder(instruments);
  }

  /**
   * Goes to the server.
   * @param {{ Socket: any, url: string, encoding: string, key: string|null }} to
   * @param listener `came(message)`, `ended({ code, text })`, `refused({ status, retryAfter, isTicker })`
   */
  open({ Socket, url, encoding, key }, listener) {
    this.#key = key;
    this.#needsAuth = key !== null && !takesHeaders(Socket);
    const headers = key !== null && !this.#needsAuth ? { Authorization: `Bearer ${key}` } : {};
    this.#instruments.forgetRefs();
    this.#socket = openSocket(Socket, { url, protocol: `ticker.v1.${encoding}`, headers }, {
      opened: () => {
        this.#isOpen = true;
        if (this.#needsAuth) this.renew(key);
      },
      message: (message) => listener.came(message),
      refused: (status, answer) => listener.refused({
        status, retryAfter: answer['retry-after'], isTicker: (answer['content-type'] ?? '').startsWith('application/problem+json'),
      }),
      closed: (code, text) => {
        this.#isOpen = false;
        listener.ended({ code, text });
      },
    });
  }

  /** Whether a welcome that requires a key will be followed by another. */
  get hasShownKey() { return this.#key !== null; }

  /** What a raw message says. */
  read(raw) {
    if (typeof raw === 'string') {
      const message = parseMessage(raw);
      return message.ticks ? { id: message.id, ticks: ticksOf(message.ticks, this.#instruments) } : message;
    }
    if (isData(raw)) return this.#decoder.decode(raw);
    const cursor = new Cursor(raw);
    const message = cursor.value();
    cursor.finish();
    if (typeof message?.ev !== 'string') throw new BrokenError('a message without a name');
    return message;
  }

  /** Asks for it, anew if it was refused. */
  again(following) { this.begin(following); }
  begin(following) { for (const message of following.begin()) this.#send(message); }
  change(following, change) { this.#send(following.messageOf(change)); }
  pause(following) { this.#send({ op: following.isPaused ? 'pause' : 'resume', id: following.id }); }
  end(following) { this.#send({ op: 'unsubscribe', id: following.id }); }

  /** Asks for a statement of a subscription; false where none will come. */
  askStatement(following) {
    this.#send({ op: 'statement', id: following.id });
    return true;
  }

  tape(order) { this.#send(order); }
  renew(key) { this.#send({ op: 'auth', token: key }); }

  get canHold() { return this.#socket.canHold; }

  /** Reads nothing more until `release`. Where the socket cannot be left unread, the server is asked to send nothing. */
  hold() {
    if (this.canHold) this.#socket.hold();
    else this.#tellEach('pause');
  }

  release() {
    if (this.canHold) this.#socket.release();
    else this.#tellEach('resume');
  }

  #tellEach(op) {
    for (const { id, isPaused } of this.#followings()) if (!isPaused) this.#send({ op, id });
  }

  /** Says goodbye. */
  close() { this.#socket?.close(1000); }

  /** Ends it without a word. */
  drop() { this.#socket?.drop(); }

  #send(message) { if (this.#isOpen) this.#socket.send(JSON.stringify(message)); }
}
