/** One thing that `tidings doctor` looked at: all right, or to be mended, in words that say how. */
export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly words: string;
}

export const good = (what: string, words: string): Finding => ({ ok: true, what, words });
export const bad = (what: string, words: string): Finding => ({ ok: false, what, words });
