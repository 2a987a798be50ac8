import type { Download } from '../../../lib/outgoing-http.ts';
import { fetchTable, networkProblem, passing, problem, retryAfterMs, statusProblem } from '../answers.ts';
import type { PlaceError, TableAnswer, TableHttp, TableProvider } from '../contract.ts';
import { cellOf } from '../json-rows.ts';
import { readServiceAccount, type ServiceAccountKey, signedAssertion } from './service-account.ts';

type Problem = Extract<TableAnswer, { kind: 'problem' }>;

/** The Google Sheets API, version 4, with the key of a service account (https://developers.google.com/workspace/sheets/api/reference/rest/v4). */
export const googleSheets: TableProvider = {
  id: 'sheets_api',
  check({ address, serviceAccount }) {
    const errors: PlaceError[] = [];
    const id = spreadsheetId(address);
    if (!/^[A-Za-z0-9_-]{10,200}$/.test(id)) {
      const message = 'must be the address of the spreadsheet (https://docs.google.com/spreadsheets/d/…) or its id';
      errors.push({ field: 'address', message });
    }
    const key = serviceAccount
      ? readServiceAccount(serviceAccount)
      : { words: 'is needed: the JSON key file of a service account' };
    if ('words' in key) errors.push({ field: 'service_account', message: key.words });
    return 'words' in key || errors.length > 0 ? { errors } : { hint: id, accountEmail: key.clientEmail };
  },
  async read(http, place) {
    const key = readServiceAccount(place.serviceAccount ?? '');
    if ('words' in key) return problem('bad_key', key.words);
    const token = await accessToken(http, key);
    if (typeof token !== 'string') return token;
    const base = `${http.google.sheetsUrl}/v4/spreadsheets/${encodeURIComponent(spreadsheetId(place.address))}`;
    const ask = { http, token, key };
    const about = await askGoogle(ask, `${base}?fields=sheets.properties(title,sheetType,index)`);
    if ('kind' in about) return about;
    const tabs = tabsOf(about.value);
    const tab = place.tab === null ? tabs[0] : tabs.find((one) => same(one, place.tab ?? ''));
    if (tab === undefined) return tabProblem(place.tab, tabs);
    // In quotes a title is a title, whatever is in it; without a range it is the whole tab.
    const range = encodeURIComponent(`'${tab.replaceAll("'", "''")}'`);
    const values = await askGoogle(ask, `${base}/values/${range}?majorDimension=ROWS&valueRenderOption=FORMATTED_VALUE`);
    if ('kind' in values) return values;
    const { values: rows } = values.value as { values?: unknown };
    return { kind: 'rows', rows: (Array.isArray(rows) ? rows : []).map((row) => (Array.isArray(row) ? row.map(cellOf) : [])) };
  },
};

/** The id in the address of a spreadsheet, or the id itself. */
export function spreadsheetId(address: string): string {
  return /\/spreadsheets\/(?:u\/\d+\/)?d\/([A-Za-z0-9_-]+)/.exec(address)?.[1] ?? address.trim();
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

function tabsOf(value: unknown): string[] {
  const { sheets } = value as { sheets?: { properties?: { title?: unknown; sheetType?: unknown } }[] };
  return (sheets ?? []).flatMap(({ properties }) =>
    typeof properties?.title === 'string' && (properties.sheetType ?? 'GRID') === 'GRID' ? [properties.title] : [],
  );
}

function tabProblem(tab: string | null, tabs: readonly string[]): Problem {
  if (tab === null) return problem('tab_not_found', 'The spreadsheet has no tab with cells.');
  const there = tabs
    .slice(0, 20)
    .map((one) => `“${one}”`)
    .join(', ');
  return problem('tab_not_found', `There is no tab “${tab}” in the spreadsheet. Its tabs are ${there}.`);
}

async function accessToken(http: TableHttp, key: ServiceAccountKey): Promise<string | Problem> {
  const { tokenUrl } = http.google;
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signedAssertion(key, tokenUrl, http.now),
  });
  let answer: { status: number; text: string; headers: Download['headers'] };
  try {
    answer = await http.outgoing.send({
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      timeoutMs: http.timeoutMs,
    });
  } catch (error) {
    return networkProblem(http, tokenUrl, error);
  }
  const { status, headers } = answer;
  const value = parsed(answer.text);
  if (status === 200 && typeof value['access_token'] === 'string') return value['access_token'];
  if (status === 429) return passing('busy', 'Google was asked too often (429).', retryAfterMs(headers['retry-after'], http.now));
  if (status >= 500) {
    const wait = retryAfterMs(headers['retry-after'], http.now);
    return passing('provider_error', `Google has a problem of its own right now (${status}).`, wait);
  }
  const told = String(value['error_description'] ?? value['error'] ?? status);
  if (/iat|exp|timeframe|short-lived/i.test(told)) {
    return problem(
      'bad_key',
      'Google says that the time of the request is wrong: the clock of this machine is off. Tell your operator.',
    );
  }
  return problem(
    'bad_key',
    `Google does not accept the key of ${key.clientEmail} (${told}). Make a new JSON key for it and enter that.`,
  );
}

interface Ask {
  readonly http: TableHttp;
  readonly token: string;
  readonly key: ServiceAccountKey;
}

async function askGoogle({ http, token, key }: Ask, url: string): Promise<{ value: Record<string, unknown> } | Problem> {
  const answer = await fetchTable(http, url, { authorization: `Bearer ${token}` });
  if ('kind' in answer) return answer;
  const value = parsed(answer.body.toString('utf8'));
  if (answer.status === 200) return { value };
  const told = String((value['error'] as { message?: unknown } | undefined)?.message ?? '');
  if (answer.status === 403 && /has not been used|disabled/i.test(told)) {
    return problem(
      'not_shared',
      'The Google Sheets API is not switched on for the project of this service account. Open console.cloud.google.com, APIs and services, and enable it.',
    );
  }
  const denied = `Share the sheet with ${key.clientEmail} (Viewer is enough).`;
  if (answer.status === 404) {
    return problem(
      'not_found',
      `Google knows no spreadsheet with this id. Copy the address from the browser while the sheet is open. ${denied}`,
    );
  }
  if (answer.status === 400 && /unable to parse range/i.test(told))
    return problem('tab_not_found', 'The tab is not there any more.');
  return (
    statusProblem(answer, http.now, 'The Google Sheets API', denied) ??
    problem('provider_error', `The Google Sheets API answered with the status ${answer.status}.`)
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
