/** What a segment costs by the beginning of the number, in millionths of a US dollar; made up, but of the right size. The longest beginning counts. */
const segmentMicros: Readonly<Record<string, number>> = {
  '+1': 8_300,
  '+1876': 110_000,
  '+44': 52_400,
  '+49': 100_500,
  '+33': 79_800,
};
const otherMicros = 75_000;

/** The price of a message as Twilio writes it: with a minus, since it is taken, and five decimals. */
export function priceOf(to: string, segments: number): string {
  const start = [5, 3, 2].map((length) => to.slice(0, length)).find((one) => one in segmentMicros);
  const micros = (start === undefined ? otherMicros : (segmentMicros[start] ?? otherMicros)) * segments;
  return `-${(micros / 1_000_000).toFixed(5)}`;
}
