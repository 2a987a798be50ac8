/**
 * The GSM 03.38 alphabet: what one character costs in septets (numbers.md section 1).
 * A table by code unit up to the euro sign, because counting runs on every keystroke and for every recipient.
 */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '^{}\\[~]|€\f';

const highest = 0x20ac;

const costs = new Uint8Array(highest + 1);
for (const char of basic) costs[char.charCodeAt(0)] = 1;
for (const char of extension) costs[char.charCodeAt(0)] = 2;

/** Septets of one UTF-16 code unit in GSM-7: 1, 2 for the extension table, 0 when it is not in the alphabet. */
export function septets(codeUnit: number): 0 | 1 | 2 {
  return codeUnit > highest ? 0 : ((costs[codeUnit] ?? 0) as 0 | 1 | 2);
}

/** Whether every character is in the GSM-7 alphabet. */
export function isGsm(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (septets(text.charCodeAt(i)) === 0) return false;
  return true;
}
