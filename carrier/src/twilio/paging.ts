import { requestErrors } from '../faults/request-errors.ts';
import type { Pair } from '../http/form.ts';
import { Refusal } from '../refusal.ts';

export interface PageRequest {
  pageSize: number;
  page: number;
  /** Only what is older than this seq. */
  beforeSeq: number;
}

const tokenForm = /^PASM([0-9a-f]{32})$/;

/** Reads PageSize, Page and PageToken. The token is the seq of the last message shown, dressed as Twilio's. */
export function readPage(query: ReadonlyMap<string, string>): PageRequest | Refusal {
  const pageSize = Number(query.get('PageSize') ?? 50);
  if (!Number.isInteger(pageSize) || pageSize < 1) return requestErrors.invalidParameter('PageSize', 'must be from 1 to 1000');
  const page = Number(query.get('Page') ?? 0);
  if (!Number.isInteger(page) || page < 0) return requestErrors.invalidParameter('Page', 'must be 0 or more');
  const token = query.get('PageToken');
  if (token === undefined) {
    if (page > 0) return requestErrors.invalidParameter('Page', 'needs the PageToken of next_page_uri');
    return { pageSize: Math.min(pageSize, 1000), page, beforeSeq: Number.POSITIVE_INFINITY };
  }
  const seq = tokenForm.exec(token)?.[1];
  if (seq === undefined) return requestErrors.invalidParameter('PageToken', 'is not one this API gave out');
  return { pageSize: Math.min(pageSize, 1000), page, beforeSeq: Number.parseInt(seq, 16) };
}

/** The query as a map; unknown and repeated names are refused. */
export function readQuery(pairs: readonly Pair[] | undefined, allowed: readonly string[]): ReadonlyMap<string, string> | Refusal {
  if (!pairs) return new Refusal(20001, 'The query is not valid URL encoding');
  const query = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (!allowed.includes(name)) return requestErrors.unknownParameter(name);
    if (query.has(name)) return requestErrors.repeatedParameter(name);
    query.set(name, value);
  }
  return query;
}

/** The envelope of every list. */
export function presentPage(
  path: string,
  query: ReadonlyMap<string, string>,
  { pageSize, page }: PageRequest,
  shown: number,
  nextSeq: number | null,
) {
  const uri = (at: number, token?: string): string => {
    const parameters = new URLSearchParams();
    for (const [name, value] of query) if (!name.startsWith('Page')) parameters.set(name, value);
    parameters.set('PageSize', String(pageSize));
    parameters.set('Page', String(at));
    if (token !== undefined) parameters.set('PageToken', token);
    return `${path}?${parameters}`;
  };
  const token = query.get('PageToken');
  return {
    end: page * pageSize + Math.max(0, shown - 1),
    first_page_uri: uri(0),
    next_page_uri: nextSeq === null ? null : uri(page + 1, `PASM${nextSeq.toString(16).padStart(32, '0')}`),
    page,
    page_size: pageSize,
    previous_page_uri: page === 0 ? null : uri(0),
    start: page * pageSize,
    uri: uri(page, token),
  };
}
