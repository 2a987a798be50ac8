import { createHmac } from 'node:crypto';

export type FormPairs = readonly (readonly [name: string, value: string])[];

/**
 * X-Twilio-Signature: base64 of HMAC-SHA1, keyed with the auth token, over the URL as requested (without fragment)
 * followed by every form parameter, name and value, sorted by name in code-unit order. Values of a repeated name are
 * de-duplicated and sorted. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function signWebhook(authToken: string, url: string, form: FormPairs): string {
  let signed = url;
  let previous: readonly [string, string] | undefined;
  for (const pair of form.toSorted(byNameThenValue)) {
    if (previous && previous[0] === pair[0] && previous[1] === pair[1]) continue;
    signed += pair[0] + pair[1];
    previous = pair;
  }
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

function byNameThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

/** `application/x-www-form-urlencoded`. */
export function encodeForm(form: FormPairs): string {
  let encoded = '';
  for (const [name, value] of form) encoded += `${encoded === '' ? '' : '&'}${name}=${encodeURIComponent(value.toWellFormed())}`;
  return encoded;
}
