import { Refusal } from '../refusal.ts';

/** One of Body, MediaUrl and ContentSid must say something; gives the text that will be sent. */
export function checkContent(text: ReadonlyMap<string, string>, mediaUrls: readonly string[]): string | Refusal {
  const body = text.get('Body') ?? '';
  const contentSid = text.get('ContentSid');
  if (contentSid === undefined && text.has('ContentVariables')) return new Refusal(21654, 'ContentSid Required');
  if (contentSid !== undefined) return checkTemplate(contentSid, body, text.get('ContentVariables'));
  if (body === '' && mediaUrls.length === 0) return new Refusal(21602, 'Message body is required.');
  if (body.length > 1600) return new Refusal(21617, 'The concatenated message body exceeds the 1600 character limit');
  if (mediaUrls.length > 10) return new Refusal(21623, 'Number of media files exceeds allowed limit');
  for (const url of mediaUrls) {
    if (!URL.canParse(url) || !/^https?:\/\//i.test(url)) return new Refusal(21620, `Invalid media URL(s): ${url}`);
  }
  return body;
}

/** Templates live at Twilio; the carrier has none, so it shows sid and variables in place of the text. */
function checkTemplate(sid: string, body: string, variables: string | undefined): string | Refusal {
  if (!/^HX[0-9a-fA-F]{32}$/.test(sid)) return new Refusal(21655, `The ContentSid ${sid} is Invalid`);
  if (body !== '') return new Refusal(21655, "'Body' and 'ContentSid' exclude each other");
  if (variables === undefined) return `[template ${sid}]`;
  try {
    const parsed: unknown = JSON.parse(variables);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return `[template ${sid} ${variables}]`;
  } catch {
    // Not JSON: refused below like JSON of the wrong shape.
  }
  return new Refusal(21656, 'The ContentVariables Parameter is invalid');
}
