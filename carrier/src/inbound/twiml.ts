export interface TwimlMessage {
  body: string;
  mediaUrls: string[];
  to: string | null;
  from: string | null;
  callback: string | null;
}

export interface TwimlProblem {
  code: 11750 | 12100 | 12200 | 12300 | 14109;
  message: string;
}

/** Reads what a webhook answered: `<Response><Message>…</Message></Response>`, plain text, or nothing. */
export function readTwiml(contentType: string, body: string): TwimlMessage[] | TwimlProblem {
  if (body.trim() === '') return [];
  if (body.length > 64 * 1024) return { code: 11750, message: 'TwiML response body too large' };
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  // Twilio sends a plain-text answer back as a text message: an answer of "OK" reaches the person.
  if (type === 'text/plain') return [{ body: body.trim(), mediaUrls: [], to: null, from: null, callback: null }];
  if (!['text/xml', 'application/xml', 'text/html', ''].includes(type))
    return { code: 12300, message: `Invalid Content-Type '${type}'` };
  const text = body
    .replace(/^\s*<\?xml[^>]*\?>/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim();
  const response = /^<Response\s*(?:\/>|>([\s\S]*)<\/Response\s*>)$/.exec(text);
  if (!response) return { code: 12100, message: 'Document parse failure: no <Response>' };
  return readVerbs(response[1] ?? '');
}

const verb = /\s*<([A-Za-z]+)((?:\s+[A-Za-z]+="[^"]*")*)\s*(?:\/>|>([\s\S]*?)<\/\1\s*>)/y;

function readVerbs(inner: string): TwimlMessage[] | TwimlProblem {
  const messages: TwimlMessage[] = [];
  verb.lastIndex = 0;
  let position = 0;
  while (inner.slice(position).trim() !== '') {
    verb.lastIndex = position;
    const match = verb.exec(inner);
    if (!match) return { code: 12100, message: 'Document parse failure' };
    position = verb.lastIndex;
    const [, name, attributes = '', content = ''] = match;
    if (name !== 'Message' && name !== 'Sms')
      return { code: 12200, message: `Schema validation warning: <${name}> is not supported here` };
    messages.push(readMessage(attributes, content));
  }
  return messages.length > 10 ? { code: 14109, message: 'More than 10 replies to one message' } : messages;
}

function readMessage(attributes: string, content: string): TwimlMessage {
  const attribute = (name: string): string | null => {
    const found = new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
    return found === undefined ? null : unescapeXml(found);
  };
  const mediaUrls = [...content.matchAll(/<Media>([\s\S]*?)<\/Media>/g)].map(([, url = '']) => unescapeXml(url.trim()));
  const nested = /<Body>([\s\S]*?)<\/Body>/.exec(content)?.[1];
  const text = nested ?? content.replace(/<Media>[\s\S]*?<\/Media>/g, '');
  return {
    body: unescapeXml(nested === undefined ? text.trim() : text),
    mediaUrls,
    to: attribute('to'),
    from: attribute('from'),
    callback: attribute('action') ?? attribute('statusCallback'),
  };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  const plain = text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, inner: string) => inner.replaceAll('&', '&amp;'));
  return plain.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|([a-z]+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
