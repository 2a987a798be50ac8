import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { SuppressionImport, SuppressionLine, suppressionsApi } from '@tidings/core/contract/suppressions';
import { parse } from 'csv-parse/sync';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { readAddress } from './addresses.ts';
import { silenceContacts } from './consent-store.ts';
import { readTextSettings } from './keyword-texts-store.ts';
import { holdLeases } from './lease-lock-store.ts';
import { suppress } from './suppress.ts';
import { replaces } from './suppression-rank.ts';
import { insertSuppressions, listActiveAmong } from './suppressions-store.ts';

type Wish = BodyOf<(typeof suppressionsApi)['importSuppressions']>;

/** More lines than any honest list holds that is pasted into a box; longer ones are split. */
const mostLines = 50_000;

/** Suppresses many addresses in a few statements, and answers for every line: added, there already, repeated, or why it cannot be read. */
export async function importSuppressions(tx: Tx, actor: WorkspaceActor, wish: Wish): Promise<SuppressionImport> {
  const workspace = await readTextSettings(tx, actor.workspaceId);
  if (!workspace) throw notFound('workspace');
  const lines = readLines(wish.text, (given) => readAddress(given, wish.channel, workspace.country));
  await holdLeases(tx, actor.workspaceId);
  const added = await suppressAll(tx, actor, wish, lines);
  const answer = lines.map((line): SuppressionLine => {
    if (line.outcome !== 'added' || line.address === null || added.has(line.address)) return line;
    return { ...line, outcome: 'already_suppressed', words: 'It is on the suppression list already.' };
  });
  const count = (outcome: SuppressionLine['outcome']) => answer.filter((line) => line.outcome === outcome).length;
  const counts = {
    added: count('added'),
    already_suppressed: count('already_suppressed'),
    repeated: count('repeated'),
    refused: count('refused'),
  };
  await recordActivity(tx, actor, { action: 'suppressions_imported', details: { ...counts, kind: wish.kind } });
  await announce(tx, actor.workspaceId, { topic: 'suppressions' });
  return { ...counts, lines: answer };
}

/** Adds what is new and replaces what is easier to lift; returns the addresses for which something changed. */
async function suppressAll(tx: Tx, actor: WorkspaceActor, wish: Wish, lines: readonly SuppressionLine[]): Promise<Set<string>> {
  const addresses = lines.flatMap((line) => (line.outcome === 'added' && line.address !== null ? [line.address] : []));
  const standing = await listActiveAmong(tx, actor.workspaceId, wish.channel, addresses);
  const common = {
    workspaceId: actor.workspaceId,
    channel: wish.channel,
    kind: wish.kind,
    reason: wish.reason ?? null,
    source: 'import' as const,
    createdBy: actor.name,
  };
  const fresh = addresses.filter((address) => !standing.has(address));
  await insertSuppressions(tx, fresh, { ...common, evidence: {} });
  const changed = new Set(fresh);
  for (const [address, kind] of standing) {
    if (!replaces(wish.kind, kind)) continue;
    await suppress(tx, { ...common, address });
    changed.add(address);
  }
  if (wish.kind === 'opt_out' && wish.channel === 'sms') {
    await silenceContacts(tx, actor.workspaceId, [...changed], {
      wording: wish.reason ?? 'on an imported list of opt-outs',
      actorName: actor.name,
    });
    await announce(tx, actor.workspaceId, { topic: 'contacts' });
  }
  return changed;
}

type Reader = (given: string) => { readonly ok: true; readonly address: string } | { readonly ok: false; readonly words: string };

function readLines(text: string, read: Reader): SuppressionLine[] {
  const seen = new Set<string>();
  const lines: SuppressionLine[] = [];
  for (const { given, line } of firstColumn(text)) {
    const result = read(given);
    if (!result.ok) {
      // The first line of a file is often a heading.
      if (line === 1 && !/\d{3}|@/.test(given)) continue;
      lines.push({ line, given, address: null, outcome: 'refused', words: result.words });
    } else if (seen.has(result.address)) {
      lines.push({ line, given, address: result.address, outcome: 'repeated', words: 'It stands further up already.' });
    } else {
      seen.add(result.address);
      lines.push({ line, given, address: result.address, outcome: 'added', words: null });
    }
  }
  if (lines.length === 0) throw badField('body.text', 'holds no numbers');
  if (lines.length > mostLines) {
    throw badField('body.text', `holds ${lines.length} lines; import at most ${mostLines.toLocaleString('en')} at once`);
  }
  return lines;
}

/** The first column of what was pasted: plain lines, or CSV with commas, semicolons or tabs. */
function firstColumn(text: string): { given: string; line: number }[] {
  const rows = parse(text, {
    bom: true,
    delimiter: [',', ';', '\t'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    info: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return rows.flatMap(({ record, info }) => {
    const given = (record[0] ?? '').slice(0, 320);
    return given === '' ? [] : [{ given, line: info.lines }];
  });
}
