import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEncryptionKey, randomToken, SecretBox, sameText, sha256 } from './crypto.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidings-crypto-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a sealed secret', () => {
  const box = new SecretBox(Buffer.alloc(32, 7));
  const sealed = box.seal('a token: ü😀', 'workspace/row');

  it('opens with its key and its context, and never looks the same twice', () => {
    expect(box.open(sealed, 'workspace/row')).toBe('a token: ü😀');
    expect(box.seal('a token: ü😀', 'workspace/row')).not.toEqual(sealed);
    expect(sealed.includes('token')).toBe(false);
    expect(box.open(box.seal('', 'x'), 'x')).toBe('');
  });

  it('does not open copied to another row, changed, cut, with another key or in another format', () => {
    const changed = Buffer.from(sealed);
    changed[35] = (changed[35] ?? 0) ^ 1;
    expect(() => box.open(sealed, 'workspace/other')).toThrow();
    expect(() => box.open(changed, 'workspace/row')).toThrow();
    expect(() => box.open(sealed.subarray(0, 20), 'workspace/row')).toThrow(/not in a known format/);
    expect(() => box.open(Buffer.concat([Buffer.from([2]), sealed.subarray(1)]), 'workspace/row')).toThrow(/known format/);
    expect(() => new SecretBox(Buffer.alloc(32, 8)).open(sealed, 'workspace/row')).toThrow();
    expect(() => new SecretBox(Buffer.alloc(16))).toThrow(/32 bytes/);
  });
});

describe('the installation’s key', () => {
  it('is made once, whole, for its owner only', () => {
    const first = loadEncryptionKey(undefined, folder);
    expect(first).toHaveLength(32);
    expect(loadEncryptionKey(undefined, folder)).toEqual(first);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['encryption.key']);
    expect(statSync(join(folder, 'keys', 'encryption.key')).mode & 0o777).toBe(0o600);
  });

  it('may be set, and a wrong one is refused with how to make one', () => {
    expect(loadEncryptionKey(Buffer.alloc(32, 1).toString('base64'), folder)).toEqual(Buffer.alloc(32, 1));
    expect(() => loadEncryptionKey('too short', folder)).toThrow(/openssl rand -base64 32/);
  });
});

it('compares texts of any length', () => {
  expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa'), sameText('', '')]).toEqual([true, false, false, true]);
});

it('makes tokens that differ and hashes as everybody does', () => {
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(randomToken()).not.toBe(randomToken());
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
