import { asksToSignIn, fetchTable, isPage, problem, statusProblem } from '../answers.ts';
import type { TableAnswer, TableHttp, TableProvider } from '../contract.ts';
import { isJson } from '../json-text.ts';
import { checkWebAddress } from '../web-address.ts';

const publish =
  'In the sheet choose File, Share, Publish to web, the tab and “Comma-separated values (.csv)”, and use that link.';

/** A Google Sheet that is published to the web as CSV, or shared with everybody who has the link. */
export const publishedCsv: TableProvider = {
  id: 'published_csv',
  check: ({ address }) =>
    checkWebAddress(address, ({ hostname }) =>
      hostname === 'script.google.com' ? 'is that of a web app: choose “Apps Script web app” instead' : undefined,
    ),
  read: (http, place) =>
    readCsv(http, csvAddress(place.address), {
      what: 'The published sheet',
      denied: `It is not published, or not any more. ${publish}`,
    }),
};

/** Any other address that answers a CSV file. */
export const csvUrl: TableProvider = {
  id: 'csv_url',
  check: ({ address }) => checkWebAddress(address, () => undefined),
  read: (http, place) =>
    readCsv(http, csvAddress(place.address), { what: 'The file', denied: 'It must be open to whoever has the address.' }),
};

async function readCsv(http: TableHttp, url: string, words: { what: string; denied: string }): Promise<TableAnswer> {
  const answer = await fetchTable(http, url, { accept: 'text/csv, text/plain;q=0.9, */*;q=0.5' });
  if ('kind' in answer) return answer;
  if (asksToSignIn(answer)) return problem('sign_in', `A sign-in page came instead of CSV. ${words.denied}`);
  const bad = statusProblem(answer, http.now, words.what, words.denied);
  if (bad) return bad;
  if (isPage(answer.body)) return problem('not_a_table', `A web page came instead of CSV. ${words.denied}`);
  if (isJson(answer.body.toString('utf8', 0, 2_000))) {
    return problem('not_a_table', 'JSON came instead of CSV. Choose “Apps Script web app” as the kind of source.');
  }
  return { kind: 'file', content: answer.body };
}

/**
 * The address that answers CSV, for those that people copy from the browser: of the sheet itself, and of its published page. Other addresses
 * stay as they are.
 *
 * @example csvAddress('https://docs.google.com/spreadsheets/d/abc/edit#gid=7') // 'https://docs.google.com/spreadsheets/d/abc/export?format=csv&gid=7'
 */
export function csvAddress(address: string): string {
  const url = new URL(address);
  if (url.hostname !== 'docs.google.com') return address;
  const gid = url.searchParams.get('gid') ?? /gid=(\d+)/.exec(url.hash)?.[1];
  const published = /^(\/spreadsheets\/d\/e\/[^/]+)\/pub(html)?$/.exec(url.pathname)?.[1];
  if (published !== undefined) {
    const tab = gid === undefined || gid === null ? '' : `gid=${gid}&single=true&`;
    return `${url.origin}${published}/pub?${tab}output=csv`;
  }
  const sheet = /^(\/spreadsheets\/(?:u\/\d+\/)?d\/(?!e\/)[^/]+)(\/(edit|view|htmlview|preview)?)?$/.exec(url.pathname)?.[1];
  return sheet === undefined ? address : `${url.origin}${sheet}/export?format=csv${gid ? `&gid=${gid}` : ''}`;
}
