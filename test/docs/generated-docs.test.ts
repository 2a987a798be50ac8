import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedDocs } from '../../scripts/generate-docs.ts';

const root = join(import.meta.dirname, '..', '..');

test.each([...generatedDocs()])('%s says what the code says; otherwise run "npm run docs"', (path, text) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});
