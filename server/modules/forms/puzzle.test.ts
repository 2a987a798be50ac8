import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bitsFor, solves } from './puzzle.ts';
import { puzzleScript } from './puzzle-script.ts';

describe('the puzzle of a sign-up page', () => {
  it.each([
    [0, 14],
    [30, 14],
    [31, 15],
    [61, 16],
    [240, 17],
    [1_920, 20],
    [1_000_000, 20],
  ])('after %i in ten minutes has %i bits', (recent, bits) => {
    expect(bitsFor(recent)).toBe(bits);
  });

  it('is not solved by anything but the right number', () => {
    let answer = 0;
    while (!solves('challenge', String(answer), 10)) answer += 1;
    const hash = createHash('sha256').update(`challenge:${answer}`).digest();
    expect(hash.readUInt32BE(0) >>> 22).toBe(0);
    for (const wrong of ['', ' ', `${answer} `, `-${answer}`, `0x1`, '1e9', '9'.repeat(40), String(answer + 1), 'NaN'])
      expect([wrong, solves('challenge', wrong, 10)]).toEqual([wrong, false]);
    expect(solves('other', String(answer), 20)).toBe(false);
  });

  it('is solved by the script of the page, which holds the form back until then', () => {
    for (const signature of ['x'.repeat(43), 'Zm9v_-', 'aB3'.repeat(14)]) {
      const page = fakePage(`1700000000000.nonce.14.${signature}`);
      runInNewContext(puzzleScript, page.globals);
      let stopped = 0;
      page.fire('submit', { preventDefault: () => (stopped += 1) });
      expect([stopped, page.button.disabled]).toEqual([1, true]);
      while (page.later.length > 0) page.later.shift()?.();
      expect(solves(signature, String(page.proof.value), 14)).toBe(true);
      expect(page.sent).toBe(1);
      page.fire('submit', { preventDefault: () => (stopped += 1) });
      expect(stopped).toBe(1);
    }
  });
});

/** As much of a browser as the script touches. */
function fakePage(token: string) {
  const listeners = new Map<string, (event: object) => void>();
  const later: (() => void)[] = [];
  const proof = { value: '' };
  const button = { disabled: false, textContent: 'Sign up' };
  const page = { later, proof, button, sent: 0, fire: (name: string, event: object) => listeners.get(name)?.(event) };
  const inputs: Record<string, object> = { token: { value: token }, proof };
  const form = {
    elements: { namedItem: (name: string) => inputs[name] ?? null },
    querySelector: () => button,
    addEventListener: (name: string, listen: (event: object) => void) => listeners.set(name, listen),
    submit: () => {
      page.sent += 1;
    },
  };
  const globals = {
    document: { forms: [form] },
    addEventListener: () => undefined,
    setTimeout: (work: () => void) => later.push(work),
  };
  return Object.assign(page, { globals });
}
