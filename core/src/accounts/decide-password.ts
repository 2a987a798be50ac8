import { commonPasswords } from './common-passwords.ts';

/** What is known of the person who chooses a password: none of it may make up the password. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
  readonly organisations: readonly string[];
}

/** How many characters a password needs: length is what matters (NIST SP 800-63B, which asks for 8; people choose better at 10). */
export const passwordMinLength = 10;

/** Characters that must be left when names and common words are taken away. */
const minOwnLength = 6;

/**
 * Why a password is refused, as the rest of a sentence about it, or undefined when it may be used.
 * Refused: short, common, repeating or counting ones, and those made of the person's e-mail, name or organisation.
 */
export function refusePassword(password: string, owner: PasswordOwner): string | undefined {
  const letters = [...password.normalize('NFKC').toLowerCase()];
  if (letters.length < passwordMinLength) return `must have at least ${passwordMinLength} characters`;
  if (new Set(letters).size < 5 || repeats(letters.join(''))) return 'repeats itself too much; choose a few unrelated words';
  if (counts(letters)) return 'is a sequence that is easy to guess; choose a few unrelated words';
  const plain = bare(letters.join(''));
  if (commonPasswords.has(plain) || commonPasswords.has(withoutEnd(letters.join(''))))
    return 'is one of the most common passwords; choose a few unrelated words';
  const personal = personalWords(owner).find((word) => plain.includes(word) && plain.replaceAll(word, '').length < minOwnLength);
  if (personal !== undefined) return 'is made of your name, your e-mail address or your organisation; choose something else';
  return undefined;
}

/** Letters and digits only, in lower case. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** "password2026!" is "password". */
function withoutEnd(text: string): string {
  return text.replace(/[^\p{L}]+$/u, '').replace(/^[^\p{L}]+/u, '');
}

/** The same short piece again and again. */
function repeats(text: string): boolean {
  return /^(.{1,4}?)\1{2,}.{0,3}$/su.test(text);
}

/** Most steps from one character to the next are 0, +1 or -1: "1234567890", "abcdefghij". */
function counts(letters: readonly string[]): boolean {
  const steps = letters.slice(1).filter((letter, index) => {
    const step = (letter.codePointAt(0) ?? 0) - (letters[index]?.codePointAt(0) ?? 0);
    return Math.abs(step) <= 1 || letters[index] + letter === '90';
  });
  return steps.length >= (letters.length - 1) * 0.75;
}

function personalWords({ name, email, organisations }: PasswordOwner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const parts = [name, ...name.split(/\s+/), email, local, ...local.split(/[._+-]/), domain.split('.')[0] ?? ''];
  const all = [...parts, ...organisations, ...organisations.flatMap((one) => one.split(/\s+/))].map(bare);
  // The longest first, so that "gracechurch" counts whole and not as "grace" with "church" left over.
  return [...new Set(all)].filter((word) => word.length >= 4).sort((a, b) => b.length - a.length);
}
