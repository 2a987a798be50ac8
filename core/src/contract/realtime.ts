/** What may change on a screen by itself. The web app refetches what shows the topic; ids narrow it. */
export const topics = [
  'workspace',
  'members',
  'contacts',
  'duplicates',
  'lists',
  'fields',
  'imports',
  'sources',
  'bulk_actions',
  'suppressions',
  'broadcasts',
  'messages',
  'conversations',
  'connections',
  'activity',
] as const;
export type Topic = (typeof topics)[number];

/** One change, as sent by `/api/v1/events`. Only ids: content is fetched with the reader's own permissions. */
export interface Change {
  readonly topic: Topic;
  readonly id?: string;
}
