import { z } from 'zod';
import { Id, Instant, QueryFlag } from './common.ts';
import { defineApi } from './endpoint.ts';

/** Colours of tags, by the names that the screens know. */
export const tagColors = [
  'gray',
  'red',
  'pink',
  'grape',
  'violet',
  'indigo',
  'blue',
  'cyan',
  'teal',
  'green',
  'lime',
  'yellow',
] as const;
export type TagColor = (typeof tagColors)[number];

export const Tag = z
  .object({
    id: Id,
    name: z.string(),
    color: z.string(),
    contacts: z.number().int(),
    created_at: Instant,
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof Tag>;

/** A name of a tag, list or field: one line, seen by people. */
export function nameOf(max: number) {
  return z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text), 'must be one line without control characters');
}

const TagInput = z.strictObject({
  name: nameOf(60),
  color: z.enum(tagColors, { error: `must be one of ${tagColors.join(', ')}` }).default('gray'),
});
const tagParams = z.object({ tag_id: Id });

export const tagsApi = defineApi({
  listTags: {
    method: 'GET',
    path: '/tags',
    access: 'contacts:read',
    summary: 'All tags by name (a workspace has at most 1,000), with how many people have each.',
    query: z.object({ archived: QueryFlag.optional() }),
    response: z.object({ items: z.array(Tag) }),
  },
  createTag: {
    method: 'POST',
    path: '/tags',
    access: 'lists:write',
    summary: 'Adds a tag.',
    body: TagInput,
    response: Tag,
    status: 201,
  },
  updateTag: {
    method: 'PATCH',
    path: '/tags/{tag_id}',
    access: 'lists:write',
    summary: 'Renames or recolours a tag.',
    params: tagParams,
    body: z.strictObject({ name: nameOf(60).optional(), color: z.enum(tagColors).optional() }),
    response: Tag,
  },
  archiveTag: {
    method: 'POST',
    path: '/tags/{tag_id}/archive',
    access: 'lists:write',
    summary: 'Takes a tag away from everyone; it can be restored with the people it had.',
    params: tagParams,
    response: 'none',
  },
  restoreTag: {
    method: 'POST',
    path: '/tags/{tag_id}/restore',
    access: 'lists:write',
    summary: 'Brings an archived tag back.',
    params: tagParams,
    response: Tag,
  },
});
