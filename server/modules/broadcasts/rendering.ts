import type { Rendering } from '@tidings/core/contract/broadcast-text';
import { contactScope, type TagContact } from '@tidings/core/messaging/merge-tags';
import { reasons } from '@tidings/core/messaging/reasons';
import { countSegments, maxSmsBodyLength } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';
import { type CompiledTemplate, compileTemplate, render, type TemplateScope } from '@tidings/core/messaging/template';
import type { RenderContact } from './facts-store.ts';

/** A text with what is needed to fill it in. */
export interface Content {
  readonly template: CompiledTemplate;
  readonly smartEncoding: boolean;
  readonly workspaceName: string;
}

export function contentOf(body: string, smartEncoding: boolean, workspaceName: string): Content {
  return { template: compileTemplate(body), smartEncoding, workspaceName };
}

/** The text for one contact, or why there is none: the same functions as at the lease. */
export function renderFor(content: Content, contact: TagContact): TextOrReason {
  return renderScope(content, contactScope(contact, { name: content.workspaceName }));
}

type TextOrReason =
  | { readonly ok: true; readonly text: string; readonly replacements: Rendering['replacements'] }
  | { readonly ok: false; readonly reason: keyof typeof reasons; readonly words: string };

export function renderScope(content: Content, scope: TemplateScope): TextOrReason {
  const rendered = render(content.template, scope);
  if (!rendered.ok) return { ok: false, reason: rendered.reason, words: failureWords(rendered) };
  const encoded = content.smartEncoding ? smartEncode(rendered.text) : { text: rendered.text, applied: false, replacements: [] };
  if (encoded.text.length > maxSmsBodyLength) return { ok: false, reason: 'body_too_long', words: reasons.body_too_long.words };
  return { ok: true, text: encoded.text, replacements: encoded.applied ? [...encoded.replacements] : [] };
}

function failureWords(failure: { reason: keyof typeof reasons; tag: string | null; words?: string }): string {
  if (failure.words !== undefined) return failure.words;
  if (failure.reason === 'empty_value' && failure.tag !== null)
    return `There is no value for {{ ${failure.tag} }}, and the tag has no fallback.`;
  return reasons[failure.reason].words;
}

/** What a screen calls a contact. */
export function contactName(contact: {
  first_name: string | null;
  last_name: string | null;
  full_name: string | null;
  phone: string | null;
}): string {
  const parts = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  return contact.full_name || parts || contact.phone || 'Someone';
}

/** A rendering as the preview shows it. */
export function presentRendering(content: Content, contact: RenderContact): Rendering {
  return present({ id: contact.id, name: contactName(contact), phone: contact.phone }, renderFor(content, contact));
}

export function present(contact: Rendering['contact'], result: TextOrReason): Rendering {
  if (!result.ok) return { contact, text: null, problem: result.words, encoding: 'GSM-7', segments: 0, replacements: [] };
  const { encoding, segments } = countSegments(result.text);
  return { contact, text: result.text, problem: null, encoding, segments, replacements: result.replacements };
}
