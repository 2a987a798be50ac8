import { type Download, NoAnswer, TooLarge } from '../../lib/outgoing-http.ts';
import type { TableAnswer, TableHttp } from './contract.ts';

type Problem = Extract<TableAnswer, { kind: 'problem' }>;

/** A problem that stays until somebody does something. */
export function problem(code: Problem['code'], words: string): Problem {
  return { kind: 'problem', code, words, temporary: false };
}

/** A problem that passes by itself. */
export function passing(code: Problem['code'], words: string, retryAfterMs?: number): Problem {
  return { kind: 'problem', code, words, temporary: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Fetches an address; what the network does becomes a problem in words. */
export async function fetchTable(
  http: TableHttp,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Download | Problem> {
  try {
    const { outgoing, maxBytes, timeoutMs } = http;
    return await outgoing.download({ url, headers, maxBytes, timeoutMs });
  } catch (error) {
    return networkProblem(http, url, error);
  }
}

/** What an error of the network means, in words. Anything else is thrown on. */
export function networkProblem({ maxBytes, timeoutMs }: TableHttp, url: string, error: unknown): Problem {
  if (error instanceof TooLarge) {
    const size = `${Math.floor(maxBytes / 1_048_576)} MB`;
    return problem('too_large', `The answer is larger than ${size}. Remove columns that are not needed, or split the sheet.`);
  }
  if (!(error instanceof NoAnswer)) throw error;
  const { host } = new URL(url);
  if (error.kind === 'refused_address') return problem('refused_address', error.message);
  if (/in time|timeout/i.test(error.message)) {
    const seconds = Math.round(timeoutMs / 1000);
    return passing('timeout', `${host} did not answer within ${seconds} seconds.`);
  }
  const unknown = /ENOTFOUND|EAI_AGAIN/.test(error.message);
  return passing(
    'unreachable',
    unknown ? `${host} was not found on the network. Check the address for a typing mistake.` : `${host} could not be reached.`,
  );
}

/** What may stand before a page: a byte-order mark, blanks, comments, an XML declaration. */
const beforePage = /^(?:\s|\uFEFF|<!--[\s\S]*?-->|<\?xml[^>]*\?>)+/;

/** Whether these bytes are a web page. */
export function isPage(content: Buffer): boolean {
  const start = content.toString('utf8', 0, 20_000).replace(beforePage, '').slice(0, 200).toLowerCase();
  return /^<(!doctype\s+html|html|head|body|script|meta|title|link|style|div)\b/.test(start);
}

/** Whether Google wants somebody to sign in. */
export function asksToSignIn({ url, body }: Download): boolean {
  if (/^accounts\.google\.|^login\.|\/(signin|ServiceLogin|login)\b/i.test(new URL(url).host + new URL(url).pathname))
    return true;
  return isPage(body) && /ServiceLogin|accounts\.google\.com|sign in|log in|signin/i.test(body.toString('utf8', 0, 200_000));
}

/**
 * What a status other than success means, in words; undefined for success.
 *
 * @param what the thing that was asked, such as "The web app"
 * @param denied what to do when access is denied
 */
export function statusProblem(answer: Download, now: Date, what: string, denied: string): Problem | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return problem('not_shared', `${what} refused access (${status}). ${denied}`);
  if (status === 404 || status === 410) {
    return problem(
      'not_found',
      `${what} is not there (${status}). Check the address; it may have been removed or replaced by a new one.`,
    );
  }
  if (status === 429) {
    const wait = retryAfterMs(answer.headers['retry-after'], now);
    return passing('busy', `${what} was asked too often (429).`, wait);
  }
  if (status === 408 || status >= 500)
    return passing(
      'provider_error',
      `${what} has a problem of its own right now (${status}).`,
      retryAfterMs(answer.headers['retry-after'], now),
    );
  return problem('provider_error', `${what} answered with the status ${status}, which is not a table.`);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110). */
export function retryAfterMs(value: string | string[] | undefined, now: Date): number | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
