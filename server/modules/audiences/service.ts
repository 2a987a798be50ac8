import { describeParts, type NamedPart } from '@tidings/core/audience/describe';
import { rulesClause } from '@tidings/core/audience/describe-rules';
import type { Audience, AudiencePart } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { findListName, findTagName } from '../contacts/filter-store.ts';
import { loadRuleReferences } from '../contacts/rule-references-store.ts';
import { accessAudienceRules, broadcastNameOf, nameOf } from './store.ts';

/** An audience in words with the names of its lists and tags: "Everyone in Choir or Members, not Staff". */
export async function describeAudience(tx: Tx, workspaceId: string, audience: Audience): Promise<string> {
  const include: NamedPart[] = [];
  for (const [at, part] of audience.include.entries())
    include.push(await namePart(tx, workspaceId, part, `audience.include.${at}`));
  const exclude: NamedPart[] = [];
  for (const [at, part] of audience.exclude.entries())
    exclude.push(await namePart(tx, workspaceId, part, `audience.exclude.${at}`));
  return describeParts(include, exclude);
}

async function namePart(tx: Tx, workspaceId: string, part: AudiencePart, where: string): Promise<NamedPart> {
  switch (part.kind) {
    case 'everyone':
      return part;
    case 'list':
    case 'tag':
      return { kind: part.kind, name: await nameOf(tx, workspaceId, part, where) };
    case 'missed':
      return { kind: 'missed', name: await broadcastNameOf(tx, workspaceId, part, where), repaired: part.repaired === true };
    case 'reached':
      return { kind: 'reached', name: await broadcastNameOf(tx, workspaceId, part, where) };
    case 'audience':
      return { kind: 'audience', name: (await accessAudienceRules(tx, workspaceId, part, where)).name };
    case 'contacts':
      return { kind: 'contacts', count: part.ids.length };
    case 'search':
      return { kind: 'search', words: await searchWords(tx, workspaceId, part.filter), except: part.except_ids.length };
  }
}

type Filter = Extract<AudiencePart, { kind: 'search' }>['filter'];

async function searchWords(tx: Tx, workspaceId: string, filter: Filter): Promise<string> {
  const list = filter.list_id === undefined ? undefined : await findListName(tx, workspaceId, filter.list_id);
  const tag = filter.tag_id === undefined ? undefined : await findTagName(tx, workspaceId, filter.tag_id);
  const conditions = [
    filter.search?.trim() ? `matching “${filter.search.trim()}”` : '',
    list === undefined ? '' : `in ${list}`,
    tag === undefined ? '' : `tagged ${tag}`,
    filter.consent === undefined
      ? ''
      : { yes: 'who agreed to texts', no: 'who did not agree to texts', unknown: 'whose consent is unknown' }[filter.consent],
    filter.has_phone === undefined ? '' : filter.has_phone ? 'with a phone' : 'without a phone',
    filter.has_email === undefined ? '' : filter.has_email ? 'with an e-mail address' : 'without an e-mail address',
    filter.can_text === undefined ? '' : filter.can_text ? 'who can be texted' : 'who cannot be texted',
    filter.origin === undefined ? '' : `who came from ${filter.origin}`,
    filter.rules === undefined ? '' : rulesClause(filter.rules, await loadRuleReferences(tx, workspaceId, [filter.rules])),
    ...(filter.fields ?? []).map((one) => `with ${one.key} ${one.op.replaceAll('_', ' ')} ${one.value ?? ''}`.trim()),
  ].filter((words) => words !== '');
  return conditions.length === 0 ? 'everyone' : `people ${conditions.join(', ')}`;
}

/**
 * The audience with the present version of each saved audience it names, so that it goes on to mean the rules that it went out with.
 * Refuses one that is gone.
 */
export async function fixVersions(tx: Tx, workspaceId: string, audience: Audience): Promise<Audience> {
  const fixed = { include: [] as AudiencePart[], exclude: [] as AudiencePart[] };
  for (const side of ['include', 'exclude'] as const)
    for (const [at, part] of audience[side].entries()) {
      const where = `audience.${side}.${at}`;
      const version = part.kind === 'audience' ? (await accessAudienceRules(tx, workspaceId, part, where)).version : undefined;
      fixed[side].push(part.kind === 'audience' && version !== undefined ? { ...part, version } : part);
    }
  return fixed;
}

/** The same without versions: what is sent again goes to whom the audiences mean then. */
export function freeVersions(audience: Audience): Audience {
  const free = (part: AudiencePart): AudiencePart => (part.kind === 'audience' ? { kind: 'audience', id: part.id } : part);
  return { include: audience.include.map(free), exclude: audience.exclude.map(free) };
}
