import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastPreview, Rendering } from '@tidings/core/contract/broadcast-text';
import { exampleScope, type MergeTag } from '@tidings/core/messaging/merge-tags';
import type { Tx } from '../../db/database.ts';
import { checkText, knownTags, peopleOf } from './check.ts';
import { tagListsOf, withEntries } from './entries.ts';
import { pickRecipients } from './facts-store.ts';
import { type Content, contentOf, present, presentRendering, renderScope } from './rendering.ts';
import { workspaceFacts } from './store.ts';

interface PreviewInput {
  readonly body: string;
  readonly audience: Audience;
  readonly smart_encoding: boolean;
  readonly limit: number;
}

/** Checks a text and shows it as a few real recipients would get it. */
export async function previewBroadcast(tx: Tx, workspaceId: string, input: PreviewInput): Promise<BroadcastPreview> {
  const lists = await tagListsOf(tx, workspaceId, input.audience);
  const known = await knownTags(tx, workspaceId, lists);
  const check = checkText(input.body, input.smart_encoding, known);
  const answer = {
    problems: [...check.problems],
    warnings: [...check.warnings],
    tags: check.tags.map(({ name, hasFallback }) => ({ name, has_fallback: hasFallback })),
  };
  const renderable = check.problems.every((problem) => problem.code === 'body_too_long');
  if (!renderable) return { ...answer, renderings: [], longest: null };
  const { name } = await workspaceFacts(tx, workspaceId);
  const content = contentOf(input.body, input.smart_encoding, name);
  const found = await peopleOf(tx, workspaceId, input.audience);
  if ('problem' in found)
    return { ...answer, problems: [...answer.problems, found.problem], renderings: [asExample(content, known)], longest: null };
  const judged = { onePerAddress: true, purpose: 'informational' } as const;
  const pick = async (by: Parameters<typeof pickRecipients>[3]['pick'], limit: number) => {
    const contacts = await pickRecipients(tx, workspaceId, found.people, { ...judged, pick: by, limit });
    const filled = await withEntries(tx, workspaceId, contacts, check.tags, lists);
    return filled.map((contact) => presentRendering(content, contact));
  };
  const renderings = await pick({ by: 'first' }, input.limit);
  if (renderings.length === 0) return { ...answer, renderings: [asExample(content, known)], longest: null };
  const candidates = await pick(
    { by: 'longest', tags: check.tags.map((tag) => tag.name).filter((tag) => tag.startsWith('contact.')) },
    3,
  );
  return { ...answer, renderings, longest: longestOf([...renderings, ...candidates]) };
}

/** The dearest text: most segments, then most characters. */
function longestOf(renderings: readonly Rendering[]): Rendering | null {
  const size = (one: Rendering) => one.segments * 10_000 + (one.text?.length ?? 0);
  return renderings
    .filter((one) => one.text !== null)
    .reduce<Rendering | null>((best, one) => (best && size(best) >= size(one) ? best : one), null);
}

/** As a made-up person, while nobody is chosen. */
function asExample(content: Content, known: readonly MergeTag[]): Rendering {
  return present({ id: null, name: 'Example', phone: null }, renderScope(content, exampleScope(known)));
}
