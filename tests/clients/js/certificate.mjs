// A certificate for this machine that nobody has signed but itself, and its key, in files that go with the test.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export class TestCertificate {
  #directory = mkdtempSync(path.join(tmpdir(), 'ticker-tls-'));

  constructor() {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
      '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', this.key, '-out', this.certificate], { stdio: 'ignore' });
    writeFileSync(this.both, readFileSync(this.certificate, 'utf8') + readFileSync(this.key, 'utf8'));
  }

  get certificate() { return path.join(this.#directory, 'certificate.pem'); }
  get key() { return path.join(this.#directory, 'key.pem'); }

  /** The file that has the one and the other. */
  get both() { return path.join(this.#directory, 'both.pem'); }

  /** The certificate itself, for clients that are to trust it. */
  get pem() { return readFileSync(this.certificate); }

  remove = () => rmSync(this.#directory, { recursive: true, force: true });
}
