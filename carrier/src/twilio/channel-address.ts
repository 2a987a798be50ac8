/** `whatsapp:+1...` and `rcs:+1...` name a channel; a bare number is SMS. */
export function splitChannel(address: string): { channel: string; number: string } {
  const colon = address.indexOf(':');
  return colon < 0 ? { channel: 'sms', number: address } : { channel: address.slice(0, colon), number: address.slice(colon + 1) };
}

/** E.164; with the stricter rule of the North American plan for +1 (area code and exchange begin with 2 to 9). */
export function isPhoneNumber(text: string): boolean {
  return text.startsWith('+1') ? /^\+1[2-9]\d\d[2-9]\d{6}$/.test(text) : /^\+[2-9]\d{6,14}$/.test(text);
}
