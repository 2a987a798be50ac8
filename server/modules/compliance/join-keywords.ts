import { defaultJoinReply, joinReplyProblem, readJoinKeyword } from '@tidings/core/compliance/join-keywords';
import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { JoinKeyword, joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { findList } from '../lists/store.ts';
import {
  archiveKeyword,
  changeKeyword,
  findKeyword,
  insertKeyword,
  isWordTaken,
  type JoinKeywordRow,
  listKeywords,
} from './join-keywords-store.ts';
import { brandOf } from './keyword-texts-service.ts';

type NewKeyword = BodyOf<(typeof joinKeywordsApi)['createJoinKeyword']>;
type Change = BodyOf<(typeof joinKeywordsApi)['updateJoinKeyword']>;

export async function listJoinKeywords(tx: Tx, workspaceId: string, listId?: string): Promise<JoinKeyword[]> {
  return (await listKeywords(tx, workspaceId, listId)).map(present);
}

export async function createJoinKeyword(tx: Tx, actor: WorkspaceActor, wish: NewKeyword): Promise<JoinKeyword> {
  const { workspaceId } = actor;
  const list = await findList(tx, workspaceId, wish.list_id);
  if (!list || list.archived_at) throw badField('body.list_id', 'names a list that is not there or was archived');
  const folded = folds(wish.word);
  const brand = await brandOf(tx, workspaceId);
  const reply = wish.reply ?? defaultJoinReply(brand, list.name, wish.purpose);
  if (wish.reply !== undefined) checkReply(wish.reply, brand);
  const { word, list_id, purpose, wording, asks_yes, open } = wish;
  const id = await insertKeyword(tx, {
    workspace_id: workspaceId,
    word,
    folded,
    list_id,
    purpose,
    wording,
    reply,
    asks_yes,
    open,
  });
  if (id === undefined) throw taken(word);
  return settle(tx, actor, id, 'join_keyword_added');
}

export async function updateJoinKeyword(tx: Tx, actor: WorkspaceActor, id: string, change: Change): Promise<JoinKeyword> {
  const { workspaceId } = actor;
  await accessKeyword(tx, workspaceId, id);
  if (change.reply !== undefined) checkReply(change.reply, await brandOf(tx, workspaceId));
  const folded = change.word === undefined ? undefined : folds(change.word);
  if (folded !== undefined && (await isWordTaken(tx, workspaceId, folded, id))) throw taken(change.word ?? '');
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  await changeKeyword(tx, workspaceId, id, { ...given, ...(folded === undefined ? {} : { folded }) });
  return settle(tx, actor, id, 'join_keyword_changed');
}

export async function deleteJoinKeyword(tx: Tx, actor: WorkspaceActor, id: string): Promise<void> {
  const { word } = await accessKeyword(tx, actor.workspaceId, id);
  await archiveKeyword(tx, actor.workspaceId, id);
  await note(tx, actor, id, word, 'join_keyword_removed');
}

function folds(word: string): string {
  const read = readJoinKeyword(word);
  if (!read.ok) throw badField('body.word', read.words);
  return read.folded;
}

function checkReply(reply: string, brand: string): void {
  const problem = joinReplyProblem(reply, brand);
  if (problem !== null) throw badField('body.reply', problem);
}

const taken = (word: string) =>
  new Refusal('already_exists', `The keyword ${word} is in use already.`, {
    fields: [{ field: 'body.word', message: 'is in use already' }],
  });

async function accessKeyword(tx: Tx, workspaceId: string, id: string): Promise<JoinKeywordRow> {
  const row = await findKeyword(tx, workspaceId, id);
  if (!row) throw notFound('keyword');
  return row;
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<JoinKeyword> {
  const row = await accessKeyword(tx, actor.workspaceId, id);
  await note(tx, actor, id, row.word, action);
  return present(row);
}

async function note(tx: Tx, actor: WorkspaceActor, id: string, word: string, action: string): Promise<void> {
  await recordActivity(tx, actor, { action, objectKind: 'join_keyword', objectId: id, objectLabel: word });
  await announce(tx, actor.workspaceId, { topic: 'lists' });
}

function present({ id, word, list_id, list_name, purpose, wording, reply, asks_yes, open, joined, created_at }: JoinKeywordRow) {
  const list = { id: list_id, name: list_name };
  return { id, word, list, purpose, wording, reply, asks_yes, open, joined, created_at: created_at.toISOString() };
}
