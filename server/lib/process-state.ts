/** What this process is doing right now, as heartbeats, health and metrics tell it. One per context. */
export class ProcessState {
  readonly startedAt: Date;
  /** Where its own health and metrics are answered; undefined when it listens nowhere. */
  listensAt: string | undefined;
  #drainingAt: Date | undefined;
  readonly #work = new Map<string, () => number>();

  constructor(startedAt: Date) {
    this.startedAt = startedAt;
  }

  /** Since when it is stopping; undefined while it works. */
  get drainingAt(): Date | undefined {
    return this.#drainingAt;
  }

  /** From now on it finishes what it has and takes nothing new. */
  drain(at: Date): void {
    this.#drainingAt ??= at;
  }

  /** Tells how much of a kind of work is in its hands: `state.tell('messages in flight', () => 12)`. The last who tells of a kind counts. */
  tell(kind: string, count: () => number): void {
    this.#work.set(kind, count);
  }

  /** How much of each kind is in its hands. */
  work(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#work].map(([kind, count]) => [kind, count()]));
  }

  /** In words: "12 messages in flight, 1 job"; empty when it waits. */
  doing(): string {
    return Object.entries(this.work())
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ');
  }
}
