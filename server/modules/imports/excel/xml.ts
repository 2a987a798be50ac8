/** What the reader tells of a document, in its order. Names come without their prefix, texts and attributes as they are written. */
export interface XmlEvents {
  open(name: string, attributes: string): void;
  text(raw: string): void;
  close(name: string): void;
}

/** The document is no XML that a spreadsheet program writes. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
}

/** Beyond this a single tag or text is no part of a table. */
const longestPiece = 2_000_000;

/**
 * Reads XML as it comes, in constant memory. Just what the parts of a workbook need: elements, texts, CDATA; comments and instructions are left
 * out. A document type is refused: nothing in a workbook has one, and entities of its own could unpack to anything.
 */
export class XmlReader {
  readonly #events: XmlEvents;
  #rest = '';

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  push(text: string): void {
    const all = this.#rest === '' ? text : this.#rest + text;
    let at = 0;
    while (at < all.length) {
      const tag = all.indexOf('<', at);
      if (tag === -1) break;
      if (tag > at) this.#events.text(all.slice(at, tag));
      const next = this.#tag(all, tag);
      if (next === undefined) {
        at = tag;
        break;
      }
      at = next;
    }
    if (all.length - at > longestPiece) throw new XmlProblem('a tag or text of more than two million characters');
    this.#rest = at === 0 ? all : all.slice(at);
  }

  /** Says that nothing more comes. */
  end(): void {
    if (this.#rest.trim() !== '') throw new XmlProblem('the document ends within a tag');
  }

  /** Reads the tag at this place. Returns where it ends, or undefined when more is needed. */
  #tag(all: string, at: number): number | undefined {
    const sign = all.charCodeAt(at + 1);
    if (sign === 33) return this.#declaration(all, at);
    if (sign === 63) return after(all, '?>', at);
    const end = endOfTag(all, at);
    if (end === undefined) return undefined;
    if (sign === 47) {
      this.#events.close(localName(all.slice(at + 2, end).trim()));
      return end + 1;
    }
    const closed = all.charCodeAt(end - 1) === 47;
    const inside = all.slice(at + 1, closed ? end - 1 : end);
    const space = endOfName(inside);
    const name = localName(space === -1 ? inside : inside.slice(0, space));
    this.#events.open(name, space === -1 ? '' : inside.slice(space));
    if (closed) this.#events.close(name);
    return end + 1;
  }

  #declaration(all: string, at: number): number | undefined {
    if (all.startsWith('<!--', at)) return after(all, '-->', at + 4);
    if (all.startsWith('<![CDATA[', at)) {
      const end = all.indexOf(']]>', at);
      if (end === -1) return undefined;
      // Told as if it had been written with entities, so that whoever reads texts reads them in one way.
      this.#events.text(all.slice(at + 9, end).replaceAll('&', '&amp;'));
      return end + 3;
    }
    if (all.length - at < 9) return undefined;
    throw new XmlProblem('a document type');
  }
}

function after(all: string, sign: string, from: number): number | undefined {
  const end = all.indexOf(sign, from);
  return end === -1 ? undefined : end + sign.length;
}

/** A tag ends at the first > outside of quotation marks. */
function endOfTag(all: string, at: number): number | undefined {
  let end = all.indexOf('>', at);
  let from = at;
  let open = 0;
  while (end !== -1) {
    for (let place = from; place < end; place += 1) {
      const sign = all.charCodeAt(place);
      if (sign !== 34 && sign !== 39) continue;
      if (open === 0) open = sign;
      else if (open === sign) open = 0;
    }
    if (open === 0) return end;
    from = end;
    end = all.indexOf('>', end + 1);
  }
  return undefined;
}

/** Where the name of a tag ends that has attributes, or -1. */
function endOfName(inside: string): number {
  for (let at = 0; at < inside.length; at += 1) if (inside.charCodeAt(at) <= 32) return at;
  return -1;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const patterns = new Map<string, RegExp>();

/** The value of an attribute, whatever its prefix; undefined without it. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  const match = pattern.exec(attributes);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : plainText(value);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text with its entities read. */
export function plainText(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
