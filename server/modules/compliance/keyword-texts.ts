import type { FieldError } from '@tidings/core/contract/errors';
import type { KeywordTexts, KeywordTextsAnswer } from '@tidings/core/contract/suppressions';
import { countSegments } from '@tidings/core/messaging/segments';
import { Refusal } from '../../lib/errors.ts';

type Replies = Omit<KeywordTexts, 'brand'>;

/** What CTIA asks of each (compliance.md section 4): who writes, that no more comes, how to get help and how to leave. */
function defaultTexts(workspaceName: string): KeywordTexts {
  return {
    brand: workspaceName,
    stop_reply: '{{brand}}: You have opted out and will get no more messages from us. Reply START to get them again.',
    start_reply:
      '{{brand}}: You will get our messages again. Message frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to opt out.',
    help_reply:
      '{{brand}}: Reply to this message and a person will read it. Message frequency varies. Msg & data rates may apply. Reply STOP to opt out.',
  };
}

/** The texts of a workspace: what it changed, else the defaults. */
export function effectiveTexts(settings: Readonly<Record<string, unknown>>, workspaceName: string): KeywordTexts {
  const changed = (settings['texts'] ?? {}) as Partial<KeywordTexts>;
  const defaults = defaultTexts(workspaceName);
  const keep = Object.fromEntries(
    Object.entries(changed).filter(([name, value]) => name in defaults && typeof value === 'string'),
  );
  return { ...defaults, ...keep };
}

const brandTag = /\{\{\s*brand\s*\}\}/g;

/** The texts as people get them. */
export function fillTexts(texts: KeywordTexts): Replies {
  const fill = (text: string) => text.replace(brandTag, () => texts.brand);
  return { stop_reply: fill(texts.stop_reply), start_reply: fill(texts.start_reply), help_reply: fill(texts.help_reply) };
}

/** These answers go out by themselves, so they stay short: more than this is refused. */
const mostSegments = 3;

const names: Readonly<Record<keyof Replies, string>> = {
  stop_reply: 'The answer to STOP',
  start_reply: 'The answer to START',
  help_reply: 'The answer to HELP',
};

/** Refuses texts that carriers would: without the sender's name, too long, or with a merge tag that means nothing here. */
export function checkTexts(texts: KeywordTexts): void {
  const filled = fillTexts(texts);
  const fields: FieldError[] = [];
  for (const name of Object.keys(names) as (keyof Replies)[]) {
    const message = problemOf(texts[name], filled[name], texts.brand);
    if (message) fields.push({ field: `body.${name}`, message });
  }
  if (fields.length === 0) return;
  const words = fields.map((one) => `${names[one.field.slice(5) as keyof Replies]} ${one.message}`).join('; ');
  throw new Refusal('invalid_request', words, { fields });
}

function problemOf(text: string, filled: string, brand: string): string | undefined {
  const unknown = /\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)/s.exec(text.replace(brandTag, ''));
  if (unknown) return `may hold no merge tag but {{brand}}, not ${unknown[0]}`;
  if (!filled.toLowerCase().includes(brand.toLowerCase())) return 'must say who writes: put {{brand}} into it';
  const { segments } = countSegments(filled);
  return segments > mostSegments ? `takes ${segments} segments; at most ${mostSegments} are allowed` : undefined;
}

export function presentTexts(settings: Readonly<Record<string, unknown>>, workspaceName: string): KeywordTextsAnswer {
  const texts = effectiveTexts(settings, workspaceName);
  return { texts, defaults: defaultTexts(workspaceName), previews: fillTexts(texts) };
}
