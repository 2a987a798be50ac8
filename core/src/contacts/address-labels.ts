import { headerKey } from './import-headers.ts';

/** As long as the label of an address may be. */
export const longestLabel = 40;

const kinds: readonly (readonly [string, RegExp])[] = [
  ['Work', /work|business|office|job|dienst|geschaft|arbeit|trabajo|oficina|bureau|travail|trabalho|escritorio/],
  ['Home', /home|privat|casa|domicil|maison|residen|festnetz|landline|fixe|fijo|fixo/],
  ['Mobile', /mobil|cell|handy|celular|movil|portable|telemovel|gsm/],
];

/** What kind of address the name of a column says it holds: Work, Home or Mobile; null when it says none of them. */
export function labelOfHeader(header: string): string | null {
  const key = headerKey(header);
  return kinds.find(([, words]) => words.test(key))?.[0] ?? null;
}

/**
 * The label of a number from what stood beside it, null when nothing did.
 *
 * @example labelOfPhone('Work', { extension: '12', note: 'call after 5' }) // { label: 'Work, ext. 12, call after 5', cut: false }
 */
export function labelOfPhone(
  kind: string | null,
  { extension, note }: { readonly extension: string | null; readonly note: string | null },
): { readonly label: string | null; readonly cut: boolean } {
  if (kind === null && extension === null && note === null) return { label: null, cut: false };
  const plain =
    note
      ?.replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim() ?? '';
  const text = [kind ?? '', extension === null ? '' : `ext. ${extension}`, plain].filter((part) => part !== '').join(', ');
  const signs = [...text];
  if (signs.length <= longestLabel) return { label: text === '' ? null : text, cut: false };
  return {
    label: `${signs
      .slice(0, longestLabel - 1)
      .join('')
      .trimEnd()}…`,
    cut: true,
  };
}
