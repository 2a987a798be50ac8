import type { FormInput } from '@tidings/core/contract/forms';
import { type AskedField, phoneField } from './asked.ts';
import { escapeHtml } from './escape.ts';
import { puzzleScript } from './puzzle-script.ts';

/** A page as it is shown: empty, or with what was typed and what is wrong with it. */
export interface PageState {
  readonly form: FormInput;
  /** What it asks. */
  readonly asked: readonly AskedField[];
  /** Empty in a preview, which runs no script. */
  readonly token: string;
  readonly values: Readonly<Record<string, string>>;
  /** By the name of the input. */
  readonly errors: Readonly<Record<string, string>>;
  /** Something to know that is nobody's fault. */
  readonly notice?: string;
}

/** The sign-up page: plain HTML on a phone, in light and dark. Its script only solves the puzzle; without it fewer get through. */
export function formPage(state: PageState): string {
  const { form, asked, errors, token } = state;
  const count = Object.keys(errors).length;
  const said =
    count === 0
      ? (state.notice ?? '')
      : count === 1
        ? 'One thing is missing or not right yet.'
        : `${count} things are missing or not right yet.`;
  return document(
    count === 0 ? form.title : `Not sent yet: ${form.title}`,
    `<h1 dir="auto">${escapeHtml(form.title)}</h1>
${paragraphs(form.intro)}
${said === '' ? '' : `<p class="said" role="alert">${escapeHtml(said)}</p>`}
<form method="post" novalidate>
${[phoneField, ...asked, ...form.questions.map(questionField)].map((one) => field(state, one)).join('\n')}
${consentBox(state)}
<p class="apart" aria-hidden="true"><label for="website">Leave this empty</label><input id="website" name="website" tabindex="-1" autocomplete="off"></p>
<input type="hidden" name="token" value="${escapeHtml(token)}">
<input type="hidden" name="proof" value="">
<noscript><p class="small">Without JavaScript only a few people can sign up over one connection in an hour.</p></noscript>
<button type="submit">${escapeHtml(form.button)}</button>
</form>
${token === '' ? '' : `<script>${puzzleScript}</script>`}`,
  );
}

/** The input of a question of the form's own. */
function questionField({ label, required }: FormInput['questions'][number], at: number): AskedField {
  const name = `question_${at}`;
  return { name, key: name, label, type: 'text', fill: 'off', max: 500, required, options: [] };
}

/** What everybody sees who sent it in, whoever was on the list before: it tells nobody about anybody. */
export function thanksPage(form: Pick<FormInput, 'title' | 'thanks' | 'asks_yes' | 'purpose'>, ourNumber: string | null): string {
  const yes = form.asks_yes
    ? '<p>If you ticked the box, a text comes to your phone. <strong>Reply YES to it</strong>: texts come only after that.</p>'
    : '';
  const start =
    ourNumber === null ? 'text START to the number that wrote to you' : `text START to <bdi>${escapeHtml(ourNumber)}</bdi>`;
  return document(
    `Thank you: ${form.title}`,
    `<h1>Thank you</h1>
<div role="status">${paragraphs(form.thanks)}${yes}</div>
<p class="small">No text? Look whether the number was right. If you texted STOP to us before, ${start} first. You can leave at any time by replying STOP.</p>`,
  );
}

/** A form that is switched off, or something else that stands in the way. */
export function messagePage(title: string, words: string): string {
  return document(title, `<h1 dir="auto">${escapeHtml(title)}</h1>${paragraphs(words)}`);
}

function field({ values, errors }: PageState, asked: AskedField): string {
  const { name, label, required } = asked;
  const error = errors[name];
  const described = error === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-error"`;
  const focus = Object.keys(errors)[0] === name ? ' autofocus' : '';
  const own = `id="${name}" name="${name}"${required ? ' required' : ''}${described}${focus}`;
  return `<p><label for="${name}"><bdi>${escapeHtml(label)}</bdi>${required ? '' : ' <span>(optional)</span>'}</label>
${asked.type === 'choice' ? choice(asked, own, values[name] ?? '') : input(asked, own, values[name] ?? '')}
${errorLine(name, error)}</p>`;
}

function input({ type, fill, max }: AskedField, own: string, value: string): string {
  const kind = type === 'decimal' ? 'text" inputmode="decimal' : type;
  return `<input ${own} type="${kind}" dir="${type === 'text' ? 'auto' : 'ltr'}" autocomplete="${fill}" maxlength="${max}" value="${escapeHtml(value)}">`;
}

function choice({ options }: AskedField, own: string, value: string): string {
  const all = options.map((one) => `<option${one === value ? ' selected' : ''}>${escapeHtml(one)}</option>`);
  return `<select ${own}><option value="">Choose</option>${all.join('')}</select>`;
}

/** Never ticked beforehand (compliance.md section 1), also not when the page comes back for another reason and it was not ticked. */
function consentBox({ form, values, errors }: PageState): string {
  const error = errors['consent'];
  const described = error === undefined ? '' : ' aria-invalid="true" aria-describedby="consent-error"';
  return `<div class="consent"><input id="consent" name="consent" type="checkbox" value="yes"${values['consent'] === 'yes' ? ' checked' : ''}${form.consent_required ? ' required' : ''}${described}>
<label for="consent">${escapeHtml(form.wording).replace(/\n/g, '<br>')}${form.consent_required ? '' : ' <span>(optional)</span>'}</label>
${errorLine('consent', error)}</div>`;
}

const errorLine = (name: string, error: string | undefined): string =>
  error === undefined ? '' : `<span class="error" id="${name}-error">${escapeHtml(error)}</span>`;

function paragraphs(text: string | null): string {
  const parts = (text ?? '').split(/\n{2,}/).filter((part) => part.trim() !== '');
  return parts.map((part) => `<p dir="auto">${escapeHtml(part.trim()).replace(/\n/g, '<br>')}</p>`).join('\n');
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><style>${styles}</style></head>
<body><main>${body}</main></body></html>
`;
}

const styles = `
:root{color-scheme:light dark;--ink:#1c2733;--dim:#52606d;--page:#fff;--line:#8494a5;--go:#0b6170;--on-go:#fff;--bad:#b42318;--soft:#f2f5f7}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--dim:#a9b6c3;--page:#161c22;--line:#75859a;--go:#58bccb;--on-go:#0a2126;--bad:#ff9d94;--soft:#222b34}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1.25rem 2rem}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}p{margin:0 0 1rem}
label{display:block;font-weight:600}label span,.small{font-weight:400;color:var(--dim)}.small{font-size:.9rem}
input:not([type=checkbox]),select{width:100%;min-height:2.75rem;padding:.5rem .75rem;margin-top:.25rem;font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:.5rem}
[aria-invalid=true]{border-color:var(--bad);outline:1px solid var(--bad)}input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.consent{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;margin:0 0 1.25rem;padding:.875rem;background:var(--soft);border-radius:.5rem}.consent label{font-weight:400}.consent .error{grid-column:2}
.consent input{width:1.5rem;height:1.5rem;margin:0;accent-color:var(--go)}.error{display:block;color:var(--bad);margin-top:.25rem}.said{border-left:4px solid var(--bad);padding:.5rem .75rem;background:var(--soft)}
button{width:100%;min-height:3rem;font:inherit;font-weight:600;color:var(--on-go);background:var(--go);border:0;border-radius:.5rem;cursor:pointer}button:disabled{opacity:.7;cursor:default}
.apart{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}`;
