/**
 * What one request found of a list where no index holds what is asked for, so that rows are looked at one after another. It looks at a bounded
 * number of them and is quick whatever the filter: its page may be short, even empty, and its cursor leads on.
 */
export interface Walked {
  /** In the order of the list. */
  readonly ids: readonly string[];
  /** The last row that was looked at, when the page is short and there may be more behind it; else undefined. */
  readonly stoppedAt: string | undefined;
}
