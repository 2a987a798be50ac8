/** An answer that says no, as Twilio words it. A value, not an exception: refusing is ordinary work of a carrier. */
export class Refusal {
  readonly code: number;
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, message: string, status = 400, headers: Readonly<Record<string, string>> = {}) {
    this.code = code;
    this.status = status;
    this.message = message;
    this.headers = headers;
  }

  toJson(): string {
    return JSON.stringify({
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    });
  }
}
