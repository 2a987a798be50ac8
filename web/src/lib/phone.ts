/**
 * A number for reading: North American ones with brackets in a workspace of that region, others as they are kept.
 * Light on purpose: lists show hundreds, and the full rules weigh more than the page.
 *
 * @example readablePhone('+12025550123', 'US') // '(202) 555-0123'
 */
export function readablePhone(e164: string, country?: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  if (!parts) return e164;
  const [, area, exchange, line] = parts;
  return country === 'US' || country === 'CA' ? `(${area}) ${exchange}-${line}` : `+1 ${area}-${exchange}-${line}`;
}

/** Up to two initials of a name, or the last digits of a number. */
export function initialsOf(name: string | null, phone: string | null): string {
  const words = (name ?? '').split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '').join('');
  return letters !== '' ? letters.toUpperCase() : (phone ?? '').slice(-2);
}
