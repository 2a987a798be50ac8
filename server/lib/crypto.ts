import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Encrypts and decrypts credentials at rest with AES-256-GCM (I9). The context (workspace and row) is authenticated, so that a secret copied to another row cannot be read. */
export class SecretBox {
  readonly #key: Buffer;
  readonly #purposes = new Map<string, Buffer>();
  constructor(key: Buffer) {
    if (key.length !== 32) throw new Error('The encryption key must be 32 bytes.');
    this.#key = key;
  }

  /** Returns version byte, 12 bytes of nonce, 16 of tag, then the ciphertext. */
  seal(plain: string, context: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when the key, the context or the bytes are not those it was sealed with. */
  open(sealed: Buffer, context: string): string {
    if (sealed[0] !== 1 || sealed.length < 29) throw new Error('This secret is not in a known format.');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 13))
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(13, 29));
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
  }

  /** 32 bytes that only this installation can make of the text (HMAC-SHA-256), with a key of its own for each purpose: to know a text again without keeping it. */
  digest(text: string, purpose: string): Buffer {
    let key = this.#purposes.get(purpose);
    if (!key) {
      key = createHmac('sha256', this.#key).update(`tidings ${purpose}`).digest();
      this.#purposes.set(purpose, key);
    }
    return createHmac('sha256', key).update(text).digest();
  }
}

/** The installation's key: from the setting, else made once and kept in the data folder, readable by its owner only. */
export function loadEncryptionKey(setting: string | undefined, dataDir: string): Buffer {
  if (setting) {
    const key = Buffer.from(setting, 'base64');
    if (key.length !== 32)
      throw new Error('TIDINGS_ENCRYPTION_KEY must be 32 bytes in base64; make one with: openssl rand -base64 32');
    return key;
  }
  const file = join(dataDir, 'keys', 'encryption.key');
  if (!existsSync(file)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    // When two processes start at once, one makes the key and the other reads it: linked only when it is complete.
    const draft = `${file}.${randomToken(6)}`;
    writeFileSync(draft, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      rmSync(draft);
    }
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}

/** A random token of n bytes in URL-safe base64. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256 in hex: how tokens and keys of high entropy are kept. */
export function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}

/** Compares in constant time, whatever the lengths. */
export function sameText(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}
