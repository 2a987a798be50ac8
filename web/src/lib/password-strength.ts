import { type PasswordOwner, passwordMinLength, refusePassword } from '@tidings/core/accounts/decide-password';

export interface PasswordStrength {
  /** 0 refused, 1 weak, 2 fair, 3 good, 4 strong. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What to tell the person. */
  readonly words: string;
}

/** Where it is not known who chooses the password. */
const nobody: PasswordOwner = { name: '', email: '', organisations: [] };

/**
 * A judgement while typing: what the server refuses by the same rule, then a rough one, in which length counts most (NIST SP 800-63B) and
 * sequences and repetitions count little. The server has the last word: it knows who chooses it.
 */
export function passwordStrength(password: string, owner: PasswordOwner = nobody): PasswordStrength {
  if (password === '')
    return { score: 0, words: `At least ${passwordMinLength} characters. A few words in a row are easy to remember.` };
  const missing = passwordMinLength - [...password].length;
  if (missing > 0) return { score: 0, words: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.` };
  const refused = refusePassword(password, owner);
  if (refused !== undefined) return { score: 1, words: `Too weak: it ${refused}.` };
  const effective = effectiveLength(password);
  if (effective < 8) return { score: 1, words: 'Weak: easy to guess. Mix in some unrelated words.' };
  if (effective < 11) return { score: 2, words: 'Fair: another word would make it good.' };
  if (effective < 15) return { score: 3, words: 'Good.' };
  return { score: 4, words: 'Strong.' };
}

/** Characters that add something: a repeated or neighbouring one ("aaa", "123", "abc") adds a quarter. */
function effectiveLength(password: string): number {
  const points = [...password.toLowerCase()].map((char) => char.codePointAt(0) ?? 0);
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  const steps = points.reduce((sum, point, index) => {
    const before = points[index - 1];
    return sum + (before !== undefined && Math.abs(point - before) <= 1 ? 0.25 : 1);
  }, 0);
  const variety = Math.min(1, new Set(points).size / 8);
  return steps * variety + (kinds - 1);
}
