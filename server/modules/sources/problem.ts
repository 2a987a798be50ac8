/** Why a source cannot be synced, in words that say what to do about it. */
export class SourceProblem extends Error {
  override readonly name = 'SourceProblem';
  readonly code: string;
  /** Trying again may help. */
  readonly temporary: boolean;
  readonly retryAfterMs: number | undefined;
  constructor(code: string, words: string, options: { temporary?: boolean; retryAfterMs?: number | undefined } = {}) {
    super(words);
    this.code = code;
    this.temporary = options.temporary ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The sync is not this worker's any more: it was dropped, or another is at it. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}
