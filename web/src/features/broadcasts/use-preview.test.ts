import type { BroadcastPreview } from '@tidings/core/contract/broadcast-text';
import { expect, test } from 'vitest';
import { obstacleOf } from './use-preview.ts';

const draft = { body: 'Hi', audience: { include: [{ kind: 'everyone' as const }], exclude: [] }, smart_encoding: true };
const preview = (code: BroadcastPreview['problems'][number]['code']): BroadcastPreview => ({
  problems: [{ field: 'body', code, message: 'is wrong', line: null, column: null }],
  warnings: [],
  tags: [],
  renderings: [],
  longest: null,
});

test('says what keeps a draft from being looked over', () => {
  expect(obstacleOf(draft, undefined)).toBeUndefined();
  expect(obstacleOf({ ...draft, body: ' ' }, undefined)).toBe('Write the text first.');
  expect(obstacleOf({ ...draft, audience: { include: [], exclude: [] } }, undefined)).toBe('Choose who gets it first.');
  expect(obstacleOf(draft, preview('unknown_tag'))).toBe('Correct the text first.');
});

test('does not hold an empty text against one that was typed since', () => {
  expect(obstacleOf(draft, preview('empty_body'))).toBeUndefined();
});
