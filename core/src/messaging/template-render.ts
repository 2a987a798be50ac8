import { LiquidError, type Template } from 'liquidjs';
import type { ReasonCode } from './reasons.ts';
import { FilterProblem } from './template-date.ts';
import { deliberatelyEmpty } from './template-filters.ts';
import { EmptyValue, renderLiquid, type TemplateTree } from './template-liquid.ts';
import type { OutputExpression, OutputOperand } from './template-output.ts';
import { cleanValue, lookUp, showValue, type TagValue, type TemplateScope } from './template-values.ts';

type RenderFailure = Extract<ReasonCode, 'render_failed' | 'empty_value' | 'unsafe_value' | 'leftover_tag' | 'empty_body'>;

/** A message that cannot be rendered is held with its reason, never sent with a blank. */
export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: RenderFailure; readonly tag: string | null; readonly words?: string };

export type Renderer = (scope: TemplateScope) => Rendered;

/** Templates without `{% … %}`, nearly all, are rendered without Liquid: ten times as fast, by the same filters. */
export function createRenderer(tree: TemplateTree): Renderer {
  const draw = tree.hasTags ? withLiquid(tree) : withoutLiquid(tree);
  return (scope) => {
    const rendered = draw(scope);
    if (!rendered.ok) return rendered;
    const { text } = rendered;
    if (text.includes('{{') || text.includes('{%')) return { ok: false, reason: 'leftover_tag', tag: null };
    return text.trim() === '' ? { ok: false, reason: 'empty_body', tag: null } : rendered;
  };
}

/** What a tag showed, null when it had nothing; `unsafe` when that is because of a suspicious value. */
interface Shown {
  readonly text: string | null;
  readonly unsafe: boolean;
}

type Piece = string | { readonly tag: string; readonly show: (scope: TemplateScope) => Shown };

function withoutLiquid({ nodes, outputs }: TemplateTree): Renderer {
  const pieces = nodes.map((node): Piece => {
    const expression = outputs.get(node);
    return expression ? { tag: tagName(expression.operand), show: compileOutput(expression) } : staticText(node);
  });
  return (scope) => {
    let text = '';
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        text += piece;
        continue;
      }
      try {
        const shown = piece.show(scope);
        if (shown.text === null) return { ok: false, reason: shown.unsafe ? 'unsafe_value' : 'empty_value', tag: piece.tag };
        text += shown.text;
      } catch (error) {
        if (error instanceof FilterProblem) return { ok: false, reason: 'render_failed', tag: piece.tag, words: error.message };
        throw error;
      }
    }
    return { ok: true, text };
  };
}

/** Text between tags comes from Liquid too, which has trimmed it beside `{{-` and `-}}`. */
function staticText(node: Template): string {
  return renderLiquid([node], {});
}

function tagName(operand: OutputOperand): string {
  return 'path' in operand ? operand.path.join('.') : String(operand.literal);
}

function compileOutput({ operand, filters }: OutputExpression): (scope: TemplateScope) => Shown {
  const read = compileOperand(operand);
  const steps = filters.map(({ apply, args }) => ({ apply, args: args.map(compileOperand) }));
  return (scope) => {
    const first = read(scope);
    let value = first.value;
    for (const { apply, args } of steps) {
      value = apply(
        value,
        args.map((arg) => arg(scope).value),
      );
    }
    return { text: value === deliberatelyEmpty ? '' : showValue(value), unsafe: first.unsafe };
  };
}

function compileOperand(operand: OutputOperand): (scope: TemplateScope) => { value: TagValue; unsafe: boolean } {
  if ('literal' in operand) {
    const fixed = { value: operand.literal, unsafe: false };
    return () => fixed;
  }
  const { path } = operand;
  const field = path.at(-1) ?? '';
  return (scope) => cleanValue(lookUp(scope, path), field);
}

function withLiquid(tree: TemplateTree): Renderer {
  const paths = distinctPaths(tree);
  return (scope) => {
    const unsafe = new Set<string>();
    const prepared = prepareScope(paths, scope, unsafe);
    try {
      return { ok: true, text: renderLiquid(tree.nodes, prepared) };
    } catch (error) {
      if (!LiquidError.is(error)) throw error;
      return explainFailure(error, unsafe);
    }
  };
}

function explainFailure(error: LiquidError, unsafe: ReadonlySet<string>): Rendered {
  const tag = /[a-z_][\w.-]*/i.exec(error.token.getText())?.[0].toLowerCase() ?? null;
  const cause = error.originalError;
  if (cause instanceof EmptyValue) {
    return { ok: false, reason: tag !== null && unsafe.has(tag) ? 'unsafe_value' : 'empty_value', tag };
  }
  return { ok: false, reason: 'render_failed', tag, ...(cause instanceof FilterProblem ? { words: cause.message } : {}) };
}

/** Paths as written, longest first, so that `contact` alone does not hide `contact.first_name`. */
function distinctPaths({ variables }: TemplateTree): (readonly string[])[] {
  const distinct = new Map(variables.map(({ path }) => [path.join('.'), path] as const));
  return [...distinct.values()].sort((a, b) => b.length - a.length);
}

type PreparedScope = { [name: string]: TagValue | PreparedScope };

/**
 * Liquid sees only what the template names, cleaned, in plain objects without prototypes: never the caller's own
 * objects. Names are looked up in lower case and stored as the author wrote them, which makes tags case-insensitive.
 */
function prepareScope(paths: readonly (readonly string[])[], scope: TemplateScope, unsafe: Set<string>): PreparedScope {
  const root: PreparedScope = Object.create(null);
  for (const path of paths) {
    const names = path.map((name) => name.toLowerCase());
    const leaf = path.at(-1) ?? '';
    const cleaned = cleanValue(lookUp(scope, names), names.at(-1) ?? '');
    if (cleaned.unsafe) unsafe.add(names.join('.'));
    let current = root;
    for (const name of path.slice(0, -1)) {
      const next = current[name];
      const branch: PreparedScope = typeof next === 'object' && next !== null ? next : Object.create(null);
      current[name] = branch;
      current = branch;
    }
    current[leaf] ??= cleaned.value;
  }
  return root;
}
