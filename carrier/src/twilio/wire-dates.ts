let second = -1;
let text = '';

/** RFC 2822 in GMT, as `Sat, 21 Nov 2026 10:00:00 +0000`. Neighbouring messages share their second. */
export function rfc2822(at: number): string {
  const atSecond = Math.floor(at / 1000);
  if (atSecond !== second) {
    second = atSecond;
    text = new Date(atSecond * 1000).toUTCString().replace('GMT', '+0000');
  }
  return text;
}
