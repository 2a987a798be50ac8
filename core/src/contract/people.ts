import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf, queryList } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { Contact } from './contacts.ts';
import { DuplicatePerson } from './duplicates.ts';
import { defineApi } from './endpoint.ts';

/** Two contacts, of which one is kept. */
export const MergeInput = z.strictObject({
  /** Who stays, under their id. */
  kept_id: Id,
  /** Who is merged into them: their id leads to the kept contact from then on. */
  merged_id: Id,
  /** Values to take from the merged contact where both have one: keys of `choices`. The rest is the kept contact's. */
  take: z.array(z.string().max(120)).max(100, 'may name at most 100 values').default([]),
});

/** What a merge would come to. */
export const MergePreview = z
  .object({
    kept: DuplicatePerson,
    merged: DuplicatePerson,
    /** Where both have a value, and not the same. */
    choices: z.array(
      z.object({ key: z.string(), label: z.string(), kept: z.string(), merged: z.string(), wins: z.enum(['kept', 'merged']) }),
    ),
    result: z.object({
      name: z.string(),
      /** The preferred first. */
      phones: z.array(z.string()),
      emails: z.array(z.string()),
      tags: z.array(z.string()),
      lists: z.array(z.string()),
      notes: z.string().nullable(),
    }),
    consent: z.object({ consent: z.enum(['yes', 'no', 'unknown']), purpose: ConsentPurposeName, words: z.string() }),
    /** Messages both ways that become the kept contact's. */
    messages: z.number().int(),
    /** Messages that wait for one of them in a broadcast that the other gets too: they are not sent. */
    stopped: z.number().int(),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof MergePreview>;

export const Merge = z
  .object({
    id: Id,
    kept_id: Id,
    merged_id: Id,
    /** The merged contact's name. */
    merged_name: z.string(),
    by: z.string(),
    at: Instant,
    undone_at: Instant.nullable(),
    undone_by: z.string().nullable(),
  })
  .meta({ id: 'Merge' });
export type Merge = z.infer<typeof Merge>;

export const Note = z.object({ id: Id, body: z.string(), author_name: z.string(), created_at: Instant }).meta({ id: 'Note' });
export type Note = z.infer<typeof Note>;

export const timelineKinds = ['sent', 'received', 'skipped', 'consent', 'notes', 'changes'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** One thing that happened to a person. */
export const TimelineEntry = z
  .object({
    id: Id,
    kind: z.enum(timelineKinds),
    at: Instant,
    /** What happened, in a few words. */
    title: z.string(),
    /** The text, the note, or why. */
    words: z.string().nullable(),
    /** A message's state. */
    state: z.string().nullable(),
    by: z.string().nullable(),
    message_id: Id.nullable(),
    merge_id: Id.nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

const ContactParams = z.object({ contact_id: Id });

export const peopleApi = defineApi({
  previewMerge: {
    method: 'POST',
    path: '/contacts/merge/preview',
    access: 'contacts:delete',
    summary: 'What merging two contacts would come to. Changes nothing.',
    body: MergeInput,
    response: MergePreview,
  },
  mergeContacts: {
    method: 'POST',
    path: '/contacts/merge',
    access: 'contacts:delete',
    summary:
      'Merges one contact into another: addresses, tags, lists, values, messages and conversation. The stricter consent holds. It can be undone.',
    body: MergeInput,
    response: z.object({ merge_id: Id, contact: Contact, stopped: z.number().int() }),
  },
  undoMerge: {
    method: 'POST',
    path: '/contacts/merges/{merge_id}/undo',
    access: 'contacts:delete',
    summary:
      'Makes two contacts of one again, as they were. What came since stays with the kept contact, unless its number belongs to the other.',
    params: z.object({ merge_id: Id }),
    response: z.object({ kept: Contact, merged: Contact }),
  },
  preferAddress: {
    method: 'POST',
    path: '/contacts/{contact_id}/prefer',
    access: 'contacts:write',
    summary: 'Prefers one of the numbers or e-mail addresses of a person: from then on messages go to it.',
    params: ContactParams,
    body: z.strictObject({ kind: z.enum(['phone', 'email']), value: z.string().trim().min(1, 'is needed').max(320) }),
    response: Contact,
  },
  listMerges: {
    method: 'GET',
    path: '/contacts/{contact_id}/merges',
    access: 'contacts:read',
    summary: 'Who was merged into this contact, the latest first.',
    params: ContactParams,
    response: z.object({ items: z.array(Merge) }),
  },
  getTimeline: {
    method: 'GET',
    path: '/contacts/{contact_id}/timeline',
    access: 'messages:read',
    summary:
      'Everything that happened to one person, the latest first: messages and what became of them, consent, notes, changes.',
    params: ContactParams,
    query: PageQuery.extend({ kind: queryList(z.enum(timelineKinds)) }),
    response: pageOf(TimelineEntry),
  },
  listNotes: {
    method: 'GET',
    path: '/contacts/{contact_id}/notes',
    access: 'contacts:read',
    summary: 'What members noted about a person, the latest first.',
    params: ContactParams,
    query: PageQuery,
    response: pageOf(Note),
  },
  addNote: {
    method: 'POST',
    path: '/contacts/{contact_id}/notes',
    access: 'contacts:write',
    summary: 'Adds a note about a person. They never see it.',
    params: ContactParams,
    body: z.strictObject({
      body: z.string().trim().min(1, 'is needed').max(5_000, 'must have at most 5,000 characters'),
    }),
    response: Note,
    status: 201,
  },
  removeNote: {
    method: 'DELETE',
    path: '/contacts/{contact_id}/notes/{note_id}',
    access: 'contacts:write',
    summary: 'Removes a note.',
    params: ContactParams.extend({ note_id: Id }),
    response: 'none',
  },
});
