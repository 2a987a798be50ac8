import { createPrivateKey, createSign } from 'node:crypto';

/** What is used of the JSON key that Google makes for a service account. */
export interface ServiceAccountKey {
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly keyId: string | undefined;
}

/** Reads the key file; words for a person when it is none. */
export function readServiceAccount(text: string): ServiceAccountKey | { readonly words: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { words: 'This is not the JSON key file of a service account. Paste the whole content of the file, from { to }.' };
  }
  const file = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { type, client_email: clientEmail, private_key: privateKey, private_key_id: keyId } = file;
  if (type !== 'service_account' || typeof clientEmail !== 'string' || typeof privateKey !== 'string') {
    return {
      words:
        'This JSON is not the key of a service account: it needs type, client_email and private_key. Make a key of the type JSON.',
    };
  }
  try {
    if (createPrivateKey(privateKey).asymmetricKeyType !== 'rsa')
      return { words: 'The private_key in this file is not an RSA key.' };
  } catch {
    return { words: 'The private_key in this file cannot be read. Paste the file as it was downloaded, without changing it.' };
  }
  return { clientEmail, privateKey, keyId: typeof keyId === 'string' ? keyId : undefined };
}

const scope = 'https://www.googleapis.com/auth/spreadsheets.readonly';

/**
 * The signed request for an access token: a JWT with RS256, good for an hour
 * (https://developers.google.com/identity/protocols/oauth2/service-account).
 */
export function signedAssertion(key: ServiceAccountKey, audience: string, now: Date): string {
  const at = Math.floor(now.getTime() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(key.keyId === undefined ? {} : { kid: key.keyId }) };
  const claims = { iss: key.clientEmail, scope, aud: audience, iat: at, exp: at + 3600 };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey, 'base64url')}`;
}
