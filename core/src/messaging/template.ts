import { parseLiquid, type TemplateError } from './template-liquid.ts';
import { createRenderer, type Rendered, type Renderer } from './template-render.ts';
import { type UsedTag, usedTags } from './template-tags.ts';
import type { TemplateScope } from './template-values.ts';

export { maxTemplateLength, type TemplateError } from './template-liquid.ts';
export type { Rendered } from './template-render.ts';
export type { UsedTag } from './template-tags.ts';
export type { TemplateScope } from './template-values.ts';

export type ParsedTemplate =
  | { readonly ok: true; readonly tags: readonly UsedTag[] }
  | { readonly ok: false; readonly error: TemplateError };

export interface CompiledTemplate {
  readonly source: string;
  readonly parsed: ParsedTemplate;
  readonly render: Renderer;
}

const cache = new Map<string, CompiledTemplate>();
/** A forgotten template is compiled again in well under a millisecond, so the cache may be small. */
const cacheSize = 500;

/** Checks the syntax and lists the merge tags in order of first use. */
export function parseTemplate(source: string): ParsedTemplate {
  return compileTemplate(source).parsed;
}

/** Compiles once per source. A source with an error compiles into a template that never renders. */
export function compileTemplate(source: string): CompiledTemplate {
  const known = cache.get(source);
  if (known) return known;
  const compiled = compile(source);
  if (cache.size >= cacheSize) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(source, compiled);
  return compiled;
}

function compile(source: string): CompiledTemplate {
  const result = parseLiquid(source);
  if (result.ok) return { source, parsed: { ok: true, tags: usedTags(result.tree) }, render: createRenderer(result.tree) };
  const { error } = result;
  return {
    source,
    parsed: { ok: false, error },
    render: () => ({ ok: false, reason: 'render_failed', tag: null, words: error.words }),
  };
}

/**
 * The text for one recipient, or why there is none.
 *
 * Merge tags are case-insensitive. Values are cleaned first: one line, no braces, at most 40 characters for names and 200
 * for others, no links in names. A tag without a value and without a fallback fails the render (numbers.md section 3).
 *
 * @example render(compileTemplate('Hi {{ contact.first_name | default: "there" }}'), { contact: {} }) // { ok: true, text: 'Hi there' }
 */
export function render(template: CompiledTemplate, scope: TemplateScope): Rendered {
  return template.render(scope);
}
