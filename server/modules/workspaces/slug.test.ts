import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test.each([
  ['Grace Church', 'grace-church'],
  ['Grace Church, Köln!', 'grace-church-koln'],
  ['  --  ', 'workspace'],
  ['日本語', 'workspace'],
  ['None', 'workspace-none'],
  ['a'.repeat(60), 'a'.repeat(40)],
])('%j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
