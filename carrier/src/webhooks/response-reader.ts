export interface WebhookResponse {
  status: number;
  contentType: string;
  body: string;
  /** The receiver will answer nothing more on this connection. */
  closes: boolean;
}

// Twilio refuses longer TwiML with 11750; more is not worth keeping.
const longestResponse = 256 * 1024;

/** Puts one HTTP/1.1 response together from pieces. Webhook answers are short: nearly always it is one piece. */
export class ResponseReader {
  // As latin1, one letter per byte, so that lengths are byte lengths.
  #text = '';

  /** The response once it is complete; an Error when this is not HTTP. */
  add(piece: string): WebhookResponse | Error | undefined {
    this.#text += piece;
    if (this.#text.length > longestResponse) return new Error('the answer is too long');
    for (;;) {
      const headEnd = this.#text.indexOf('\r\n\r\n');
      if (headEnd < 0) return undefined;
      const head = this.#text.slice(0, headEnd);
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
      if (!(status >= 100)) return new Error('the answer is not HTTP');
      if (status >= 200) return this.#read(head, status, headEnd + 4, false);
      this.#text = this.#text.slice(headEnd + 4); // 100 Continue and its like: the real answer follows
    }
  }

  /** The receiver closed: a body without a stated length is complete now. */
  end(): WebhookResponse | undefined {
    const headEnd = this.#text.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const head = this.#text.slice(0, headEnd);
    return this.#read(head, Number(head.slice(9, 12)), headEnd + 4, true);
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  #read(head: string, status: number, start: number, ended: boolean): WebhookResponse | undefined {
    const closes = /\r\nconnection:\s*close/i.test(head);
    const contentType = /\r\ncontent-type:\s*([^\r]*)/i.exec(head)?.[1] ?? '';
    const length = /\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1];
    let body: string | undefined;
    if (status === 204 || status === 304) body = '';
    else if (/\r\ntransfer-encoding:.*chunked/i.test(head)) body = readChunks(this.#text, start);
    else if (length === undefined)
      return ended ? { status, contentType, body: utf8(this.#text.slice(start)), closes: true } : undefined;
    else if (this.#text.length >= start + Number(length)) body = this.#text.slice(start, start + Number(length));
    return body === undefined ? undefined : { status, contentType, body: utf8(body), closes };
  }
}

function readChunks(text: string, start: number): string | undefined {
  let body = '';
  let at = start;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (!(size >= 0) || text.length < next) return undefined;
    if (size === 0) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = next;
  }
}

function utf8(latin1: string): string {
  return latin1 === '' ? '' : Buffer.from(latin1, 'latin1').toString('utf8');
}
