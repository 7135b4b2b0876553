import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const SETTING = 'idTokenPrivateKey';

/** One for all orgs of the process: making a key takes longer than all the rest of opening an org. */
let keyOfProcess: string | undefined;

/** Signs OpenID Connect id tokens. The key is made at first use (it takes a moment) and kept over restarts. */
export class IdTokenKey {
  readonly #database: DatabaseSync;
  #pem: string | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  sign(claims: Readonly<Record<string, unknown>>): string {
    const key = this.#privateKey();
    const head = encode({ alg: 'RS256', typ: 'JWT', kid: this.#keyId(key) });
    const signed = `${head}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
  }

  /** For `/id/keys`. */
  publicJwks(): { readonly keys: readonly unknown[] } {
    const key = this.#privateKey();
    const jwk = createPublicKey(key).export({ format: 'jwk' });
    return { keys: [{ ...jwk, kid: this.#keyId(key), use: 'sig', alg: 'RS256' }] };
  }

  /** After the settings were cleared. */
  forget(): void {
    this.#pem = undefined;
  }

  #keyId(pem: string): string {
    return createHash('sha256').update(pem).digest('hex').slice(0, 16);
  }

  #privateKey(): string {
    if (this.#pem !== undefined) return this.#pem;
    const row = this.#database.prepare('select value from sim_setting where name = ?').get(SETTING);
    this.#pem = row === undefined ? this.#make() : String(JSON.parse(String(row['value'])));
    return createPrivateKey(this.#pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  #make(): string {
    const pem = (keyOfProcess ??= newKey());
    this.#database
      .prepare('insert or replace into sim_setting (name, value) values (?, ?)')
      .run(SETTING, JSON.stringify(pem));
    return pem;
  }
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
