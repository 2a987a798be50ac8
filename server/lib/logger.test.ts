import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function captured() {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, log: createLogger('trace', 'test', sink) };
}

test('a log line never holds secrets, content, numbers or addresses', () => {
  const { lines, log } = captured();
  log.info(
    { auth_token: 's3cret', body: 'Dear Ana', settings: { password: 's3cret' }, a: { b: { phone: '+12025550123' } } },
    'one',
  );
  log.error(
    { err: new Error('The number +12025550123 of ana@example.org is wrong', { cause: new Error('+12025550123') }) },
    'two',
  );
  log.warn({ err: '+12025550123 is wrong' }, 'three');
  const text = lines.join('');
  expect(text).not.toMatch(/s3cret|Dear Ana|2025550123|example\.org/);
  expect(text).toContain('The number [hidden] of [hidden] is wrong');
});

test('a database error is logged without the row that it quotes', () => {
  const { lines, log } = captured();
  const error = Object.assign(new Error('duplicate key value violates unique constraint "x"'), {
    code: '23505',
    detail: 'Key (address)=(+12025550123) already exists.',
    where: 'COPY import_rows, line 1: "Ana Lopez"',
  });
  log.error({ err: error }, 'failed');
  expect(lines.join('')).toContain('23505');
  expect(lines.join('')).not.toMatch(/2025550123|Ana Lopez/);
});
