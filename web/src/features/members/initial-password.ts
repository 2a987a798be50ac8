const words =
  'amber anchor apple autumn basket beacon birch bridge button candle canyon carpet cedar cherry clover cobalt copper coral cotton cricket desert ember falcon feather forest garden ginger granite harbor hazel island jacket kettle ladder lantern lemon linen maple marble meadow mirror nectar oasis olive orchard otter paddle pebble pepper pillow planet pocket prairie quartz rabbit ribbon river saddle saffron sailor salmon shadow silver summit sunset tablet thunder timber tulip tunnel velvet violet walnut willow winter'.split(
    ' ',
  );

/** A password to hand over in person: four words, about 25 bits that must be replaced at the first sign-in. */
export function suggestPassword(): string {
  const picks = crypto.getRandomValues(new Uint32Array(5));
  const [a = 0, b = 0, c = 0, d = 0, n = 0] = picks;
  return `${[a, b, c, d].map((pick) => words[pick % words.length]).join('-')}-${10 + (n % 90)}`;
}
