/** How the text travels: GSM-7 (160 septets, 153 per part) or UCS-2 (70 code units, 67 per part). 3GPP TS 23.038. */
export interface Segmentation {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
}

const basic =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz\n\r' +
  '£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà';
const extended = '^{}\\[~]|€\f';

// Code unit to septets; 0 = not in GSM-7. The euro sign is the highest code unit of the alphabet.
const septets = new Uint8Array(0x20ad);
for (const letter of basic) septets[letter.charCodeAt(0)] = 1;
for (const letter of extended) septets[letter.charCodeAt(0)] = 2;

export function segment(text: string): Segmentation {
  let total = 0;
  for (let i = 0; i < text.length; i++) {
    const cost = septets[text.charCodeAt(i)] ?? 0;
    if (cost === 0) return { encoding: 'UCS-2', segments: countUcs2(text) };
    total += cost;
  }
  return { encoding: 'GSM-7', segments: total <= 160 ? 1 : countGsm(text) };
}

/** Fills parts one by one: an extension pair is never split, so a part may end one septet early. */
function countGsm(text: string): number {
  let parts = 1;
  let room = 153;
  for (let i = 0; i < text.length; i++) {
    const cost = septets[text.charCodeAt(i)] ?? 1;
    if (cost > room) {
      parts++;
      room = 153;
    }
    room -= cost;
  }
  return parts;
}

/** The same with code units: a surrogate pair is never split. */
function countUcs2(text: string): number {
  if (text.length <= 70) return 1;
  let parts = 1;
  let room = 67;
  for (const letter of text) {
    if (letter.length > room) {
      parts++;
      room = 67;
    }
    room -= letter.length;
  }
  return parts;
}
