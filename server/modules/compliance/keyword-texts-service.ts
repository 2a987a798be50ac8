import { thanksText } from '@tidings/core/compliance/double-opt-in';
import type { KeywordKind } from '@tidings/core/compliance/keywords';
import type { KeywordTexts, KeywordTextsAnswer } from '@tidings/core/contract/suppressions';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { checkTexts, effectiveTexts, fillTexts, presentTexts } from './keyword-texts.ts';
import { readTextSettings, writeTexts } from './keyword-texts-store.ts';

/** What is answered by itself: the keywords, and the YES to a double opt-in. */
export type Answered = KeywordKind | 'confirmed';

/** What a person gets for each, ready to send. */
export async function keywordReplies(tx: Tx, workspaceId: string): Promise<Readonly<Record<Answered, string>>> {
  const { name, settings } = await read(tx, workspaceId);
  const texts = effectiveTexts(settings, name);
  const filled = fillTexts(texts);
  return { stop: filled.stop_reply, start: filled.start_reply, help: filled.help_reply, confirmed: thanksText(texts.brand) };
}

/** How the organisation calls itself in its texts. */
export async function brandOf(tx: Tx, workspaceId: string): Promise<string> {
  const { name, settings } = await read(tx, workspaceId);
  return effectiveTexts(settings, name).brand;
}

export async function getKeywordTexts(tx: Tx, workspaceId: string): Promise<KeywordTextsAnswer> {
  const { name, settings } = await read(tx, workspaceId);
  return presentTexts(settings, name);
}

export async function updateKeywordTexts(tx: Tx, actor: WorkspaceActor, texts: KeywordTexts): Promise<KeywordTextsAnswer> {
  checkTexts(texts);
  await writeTexts(tx, actor.workspaceId, texts);
  await recordActivity(tx, actor, { action: 'keyword_texts_changed' });
  await announce(tx, actor.workspaceId, { topic: 'workspace' });
  return getKeywordTexts(tx, actor.workspaceId);
}

async function read(tx: Tx, workspaceId: string) {
  const found = await readTextSettings(tx, workspaceId);
  if (!found) throw notFound('workspace');
  return found;
}
