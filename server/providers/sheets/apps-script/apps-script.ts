import { asksToSignIn, fetchTable, isPage, problem, statusProblem } from '../answers.ts';
import type { TableAnswer, TableProvider } from '../contract.ts';
import { rowsOfJson } from '../json-rows.ts';
import { bareJson } from '../json-text.ts';
import { checkWebAddress } from '../web-address.ts';

const what = 'The web app';
const anyone = 'In Apps Script choose Deploy, Manage deployments, and set “Who has access” to “Anyone”.';

/**
 * A Google Apps Script web app. script.google.com answers 302 to script.googleusercontent.com, which has the content; errors of a script
 * come as a page with status 200 (https://developers.google.com/apps-script/guides/content).
 */
export const appsScript: TableProvider = {
  id: 'apps_script',
  check: ({ address }) =>
    checkWebAddress(address, (url) => {
      if (url.hostname === 'docs.google.com') {
        return 'is the address of a sheet, not of a web app. Deploy the script and use the address that ends in /exec, or choose another way';
      }
      if (url.hostname !== 'script.google.com' || url.pathname.endsWith('/exec')) return undefined;
      return url.pathname.endsWith('/dev')
        ? 'ends in /dev, which works only for you. Use the address that ends in /exec'
        : 'is not that of a web app: it must end in /exec. In Apps Script choose Deploy, Manage deployments, and copy it there';
    }),
  async read(http, place): Promise<TableAnswer> {
    const answer = await fetchTable(http, place.address, { accept: 'application/json' });
    if ('kind' in answer) return answer;
    if (asksToSignIn(answer)) {
      return problem('sign_in', `A sign-in page came instead of JSON: the web app is not open to Tidings. ${anyone}`);
    }
    const bad = statusProblem(answer, http.now, what, anyone);
    if (bad) return bad;
    if (isPage(answer.body)) return pageProblem(answer.body.toString('utf8', 0, 200_000));
    let value: unknown;
    try {
      value = JSON.parse(bareJson(answer.body.toString('utf8')));
    } catch {
      const csv = /^[^\n]{1,2000}[,;\t][^\n]*\n/.test(answer.body.toString('utf8', 0, 4_000));
      return problem(
        'not_a_table',
        csv
          ? 'The answer is not JSON; it looks like CSV. Choose “CSV file at an address” as the kind of source.'
          : 'The answer is not JSON. The script must end with ContentService.createTextOutput(JSON.stringify(rows)).',
      );
    }
    const found = rowsOfJson(value);
    return 'rows' in found
      ? { kind: 'rows', rows: found.rows }
      : problem(found.error ? 'script_error' : 'not_a_table', found.words);
  },
};

function pageProblem(page: string): TableAnswer {
  if (/function not found: doGet/i.test(page)) {
    return problem('script_error', 'The script has no function doGet. Paste the script again, and deploy a new version.');
  }
  if (/authorization is required|needs your permission/i.test(page)) {
    return problem(
      'not_shared',
      'The script was never allowed to read the sheet. Open it in Apps Script, press Run once, and allow it.',
    );
  }
  const error = /(?:Exception|TypeError|ReferenceError|Error): ([^<\n]{1,200})/.exec(page)?.[1];
  if (error !== undefined) return problem('script_error', `The script stopped with an error: ${error.trim()}`);
  return problem(
    'not_a_table',
    'A web page came instead of JSON. Use the address that ends in /exec, from Deploy, Manage deployments.',
  );
}
