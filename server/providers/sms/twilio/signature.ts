import { createHmac, timingSafeEqual } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import type { HookRequest } from '../contract.ts';

/**
 * Whether Twilio signed this request (X-Twilio-Signature; twilio.md section 6).
 * The plain form of the rule is tried first, since it holds for nearly every request and costs a quarter of the library's check,
 * which knows the variants: ports, re-encoded queries.
 */
export function isSignedByTwilio(authToken: string, request: HookRequest): boolean {
  const header = request.headers['x-twilio-signature'];
  if (typeof header !== 'string' || authToken === '') return false;
  return (
    sameBytes(header, sign(authToken, request.url, request.form)) ||
    webhooks.validateRequest(authToken, header, request.url, request.form)
  );
}

/** URL, then each parameter's name and value in order of the names; repeated values once each, sorted. */
export function sign(authToken: string, url: string, form: HookRequest['form']): string {
  let data = url;
  for (const name of Object.keys(form).sort()) {
    const value = form[name] ?? '';
    if (typeof value === 'string') data += name + value;
    else for (const one of [...new Set(value)].sort()) data += name + one;
  }
  return createHmac('sha1', authToken).update(Buffer.from(data, 'utf8')).digest('base64');
}

function sameBytes(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
