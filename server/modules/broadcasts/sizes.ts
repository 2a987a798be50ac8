import type { SkipCount } from '@tidings/core/contract/broadcast-estimate';
import { exceedsDailyCap } from '@tidings/core/messaging/daily-cap';
import { countSegments } from '@tidings/core/messaging/segments';
import type { RenderContact } from './facts-store.ts';
import { withWords } from './reason-words.ts';
import { type Content, renderFor } from './rendering.ts';

/** Up to this many recipients every text is filled in and the segments are exact; of more, this many are looked at. */
export const sampleSize = 2_000;

/** How long the texts are. */
export interface Sizes {
  /** Segments per message, on average. */
  readonly each: number;
  /** False when only some of the texts were filled in. */
  readonly all: boolean;
  readonly max: number;
  readonly ucs2Share: number;
  readonly unfilled: readonly SkipCount[];
}

export const noSizes: Sizes = { each: 0, all: true, max: 0, ucs2Share: 0, unfilled: [] };

/** A lane's daily cap, with the part of the messages, from 0 to 1, that goes through it. */
export interface CapPart {
  readonly cap: number | null;
  readonly part: number;
}

/**
 * Counts segments: of one text when all get the same, of every text when they are few, of a fair sample when they are many. What is longer than the
 * whole daily cap of its lane is among the unfilled, as it never goes out.
 */
export function measure(
  content: Content,
  contacts: readonly RenderContact[],
  willGet: number,
  { hasTags, caps }: { readonly hasTags: boolean; readonly caps: readonly CapPart[] },
): Sizes {
  const looked = hasTags ? contacts : contacts.slice(0, 1);
  const failures = new Map<string, number>();
  let [segments, max, ucs2] = [0, 0, 0];
  for (const contact of looked) {
    const result = renderFor(content, contact);
    if (!result.ok) {
      failures.set(result.reason, (failures.get(result.reason) ?? 0) + 1);
      continue;
    }
    const count = countSegments(result.text);
    const tooLong = caps.reduce((sum, { cap, part }) => sum + (exceedsDailyCap(count.segments, cap) ? part : 0), 0);
    if (tooLong > 0) failures.set('over_daily_cap', (failures.get('over_daily_cap') ?? 0) + tooLong);
    segments += count.segments;
    max = Math.max(max, count.segments);
    if (count.encoding === 'UCS-2') ucs2 += 1;
  }
  if (looked.length === 0) return noSizes;
  const scale = willGet / looked.length;
  return {
    each: segments / looked.length,
    all: !hasTags || looked.length >= willGet,
    max,
    ucs2Share: ucs2 / looked.length,
    unfilled: [...failures].map(([reason, n]) => withWords({ reason, n: Math.round(n * scale) })),
  };
}
