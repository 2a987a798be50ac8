import { z } from 'zod';
import type { ProviderConnection } from '../contract.ts';

/** What a Twilio connection needs (twilio.md section 1). */
export const settingsSchema = z.object({
  account_sid: z
    .string()
    .trim()
    .regex(/^AC[0-9a-f]{32}$/i, 'starts with AC, followed by 32 letters and digits')
    .meta({ title: 'Account SID', description: 'On the first page of the Twilio Console, under Account Info.' }),
  api_key_sid: z
    .string()
    .trim()
    .regex(/^SK[0-9a-f]{32}$/i, 'starts with SK, followed by 32 letters and digits')
    .optional()
    .meta({
      title: 'API key SID',
      description: 'Optional: send with an API key instead of the auth token. Twilio Console, Account, API keys & tokens.',
    }),
  base_url: z
    .url('must be an address such as https://api.twilio.com')
    .default('https://api.twilio.com')
    .meta({ title: 'API address', description: 'Leave as it is, unless your account is in another region or behind a gateway.' }),
});

export const secretsSchema = z.object({
  auth_token: z
    .string()
    .trim()
    .min(1, 'is needed: it also proves that receipts and replies come from Twilio')
    .meta({ title: 'Auth token', description: 'On the first page of the Twilio Console, under Account Info; click to show it.' }),
  api_key_secret: z
    .string()
    .trim()
    .optional()
    .meta({ title: 'API key secret', description: 'Only with an API key SID. Twilio shows it once, when the key is made.' }),
});

/** The address of one of the account's resources. */
export function resourceUrl(connection: ProviderConnection, resource: string): string {
  const base = String(connection.settings['base_url'] ?? 'https://api.twilio.com').replace(/\/+$/, '');
  const account = `${base}/2010-04-01/Accounts/${String(connection.settings['account_sid'])}`;
  return resource === '' ? `${account}.json` : `${account}/${resource}`;
}

/** HTTP Basic: an API key when there is one, else account and token. */
export function authorization(connection: ProviderConnection): string {
  const keySid = connection.settings['api_key_sid'];
  const [user, password] = keySid
    ? [String(keySid), connection.secrets['api_key_secret'] ?? '']
    : [String(connection.settings['account_sid']), connection.secrets['auth_token'] ?? ''];
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
