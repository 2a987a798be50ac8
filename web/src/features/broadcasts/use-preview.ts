import { useDebouncedValue } from '@mantine/hooks';
import type { BroadcastPreview, BroadcastProblem } from '@tidings/core/contract/broadcast-text';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useApi } from '../../lib/query.ts';
import { hoursObstacle } from './complete-hours.ts';
import type { DraftFields } from './use-draft.ts';

/** The text as a few recipients get it and what is wrong with it, shortly after it was typed; undefined at first. */
export function usePreview({ body, audience, smart_encoding }: PreviewedFields): BroadcastPreview | undefined {
  const [text] = useDebouncedValue(body, 300);
  const preview = useApi(broadcastsApi.previewBroadcast, {
    body: { body: text, audience, smart_encoding, limit: 10 },
    topics: ['contacts', 'lists', 'fields'],
    keepPrevious: true,
  });
  return preview.data;
}

type PreviewedFields = Pick<DraftFields, 'body' | 'audience' | 'smart_encoding'>;

/** Why a draft cannot be looked over yet, or undefined when it can. */
export function obstacleOf(
  { body, audience, quiet_hours }: PreviewedFields & Partial<Pick<DraftFields, 'quiet_hours'>>,
  preview: BroadcastPreview | undefined,
): string | undefined {
  if (body.trim() === '') return 'Write the text first.';
  if (audience.include.length === 0) return 'Choose who gets it first.';
  const problem = preview?.problems.find(({ code }) => code !== 'empty_body');
  if (problem === undefined) return hoursObstacle(quiet_hours);
  return problem.field === 'body' ? 'Correct the text first.' : 'Correct the recipients first.';
}

/** Problems are written to follow the field's name, as the API names it beside them. */
export function problemSentence({ field, code, message }: BroadcastProblem): string {
  if (field === 'sender_id' || field === 'useless_after' || code === 'template_syntax' || code === 'unknown_tag') return message;
  return `${field === 'body' ? 'The text' : 'The audience'} ${message}.`;
}
