import { peopleApi } from '@tidings/core/contract/people';
import type { Tx } from '../../db/database.ts';
import { readIdCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import { implement } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { findContact } from '../contacts/store.ts';
import { mergeContacts, previewMerge } from './merge.ts';
import { listMerges } from './merges-store.ts';
import { deleteNote, insertNote, listNotes } from './notes-store.ts';
import { preferOne } from './prefer.ts';
import { getTimeline } from './timeline.ts';
import { undoMerge } from './undo-merge.ts';

export const peopleRoutes = implement(peopleApi, {
  previewMerge: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => previewMerge(tx, actor.workspaceId, body)),
  mergeContacts: ({ ctx, actor, body }) => mergeContacts(ctx, actor, body),
  undoMerge: ({ ctx, actor, params }) => undoMerge(ctx, actor, params.merge_id),
  preferAddress: ({ ctx, actor, params, body }) => preferOne(ctx, actor, params.contact_id, body),
  listMerges: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      await accessContact(tx, actor.workspaceId, params.contact_id);
      const rows = await listMerges(tx, actor.workspaceId, params.contact_id);
      return {
        items: rows.map((row) => ({ ...row, at: row.at.toISOString(), undone_at: row.undone_at?.toISOString() ?? null })),
      };
    }),
  getTimeline: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      await accessContact(tx, actor.workspaceId, params.contact_id);
      return getTimeline(tx, actor.workspaceId, params.contact_id, query);
    }),
  listNotes: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      await accessContact(tx, actor.workspaceId, params.contact_id);
      const before = readIdCursor(query.cursor);
      const rows = await listNotes(tx, actor.workspaceId, params.contact_id, { before, limit: query.limit + 1 });
      const page = toPage(rows, query.limit, (row) => [row.id]);
      return { ...page, items: page.items.map(presentNote) };
    }),
  addNote: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const { contact_id: contactId } = params;
      await accessContact(tx, actor.workspaceId, contactId);
      const note = await insertNote(tx, actor.workspaceId, { contactId, body: body.body, authorName: actor.name });
      await announce(tx, actor.workspaceId, { topic: 'contacts', id: contactId });
      return presentNote(note);
    }),
  removeNote: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      if (!(await deleteNote(tx, actor.workspaceId, params.contact_id, params.note_id))) throw notFound('note');
      await announce(tx, actor.workspaceId, { topic: 'contacts', id: params.contact_id });
    }),
});

/** Throws "not found" unless the contact is there. */
async function accessContact(tx: Tx, workspaceId: string, id: string): Promise<void> {
  if (!(await findContact(tx, workspaceId, id))) throw notFound('contact');
}

function presentNote({ created_at, ...note }: Awaited<ReturnType<typeof insertNote>>) {
  return { ...note, created_at: created_at.toISOString() };
}
