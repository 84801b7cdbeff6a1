// Keys and tokens that a server takes.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A file of API keys, replaced whole. */
export class KeyFile {
  #keys = new Map();

  constructor(directory) { this.path = path.join(directory, 'keys.json'); }

  /** Adds a key; gives what its owner shows. */
  add(name, may) {
    const [id, salt, secret] = [randomBytes(6).toString('hex'), randomBytes(16), randomBytes(32).toString('base64url')];
    const sha256 = createHash('sha256').update(salt).update(secret).digest('base64url');
    this.#keys.set(`tk_${id}_${secret}`, { id, name, salt: salt.toString('base64url'), sha256, created: '2026-11-22T10:00:00+00:00', may });
    this.#write();
    return `tk_${id}_${secret}`;
  }

  revoke(key) {
    this.#keys.get(key).revoked = '2026-11-22T10:00:00+00:00';
    this.#write();
  }

  #write() {
    writeFileSync(`${this.path}.new`, JSON.stringify({ version: 1, keys: [...this.#keys.values()] }), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}

/** Somebody who signs tokens. */
export class Issuer {
  #secret = randomBytes(32);

  constructor(directory) {
    this.path = path.join(directory, 'jwks.json');
    writeFileSync(this.path, JSON.stringify({ keys: [{ kty: 'oct', k: this.#secret.toString('base64url'), alg: 'HS256', kid: 'one' }] }), { mode: 0o600 });
  }

  get settings() {
    return {
      'Ticker:Access:Jwt:Keys': this.path, 'Ticker:Access:Jwt:Issuer': 'https://issuer.test', 'Ticker:Access:Jwt:Audience': 'ticker', 'Ticker:Access:Jwt:ClockSkew': '00:00:00',
    };
  }

  /** A token that ends at a second since 1970. */
  token(exp, more = {}) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'HS256', kid: 'one' })}.${part({ iss: 'https://issuer.test', aud: 'ticker', sub: 'somebody', exp, ticker: { symbols: ['*'] }, ...more })}`;
    return `${signed}.${createHmac('sha256', this.#secret).update(signed).digest('base64url')}`;
  }
}
