/** A control request that cannot be carried out; answered as JSON, naming the field where there is one. */
export class ControlError extends Error {
  readonly status: number;
  readonly problems: readonly { field: string; problem: string }[];

  constructor(status: number, message: string, problems: readonly { field: string; problem: string }[] = []) {
    super(message);
    this.status = status;
    this.problems = problems;
  }
}
