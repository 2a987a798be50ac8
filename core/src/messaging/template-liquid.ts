import { analyzeSync, Liquid, LiquidError, Output, type Template, toValueSync, type Variables } from 'liquidjs';
import { deliberatelyEmpty, templateFilters } from './template-filters.ts';
import { type OutputExpression, parseOutput, unknownFilterWords } from './template-output.ts';
import { showValue, type TagValue } from './template-values.ts';

/** Why a template cannot be used, and where. Lines and columns count from 1. */
export interface TemplateError {
  readonly line: number;
  readonly column: number;
  readonly words: string;
}

export interface TemplateVariable {
  readonly path: readonly string[];
  readonly line: number;
  readonly column: number;
}

export interface TemplateTree {
  readonly nodes: readonly Template[];
  /** Every `{{ … }}`, at any depth. */
  readonly outputs: ReadonlyMap<Template, OutputExpression>;
  /** Every use of a merge tag, in conditions and fallbacks too. Paths as the author wrote them. */
  readonly variables: readonly TemplateVariable[];
  /** Has `{% … %}`, so only Liquid itself can render it. */
  readonly hasTags: boolean;
}

export type LiquidParse =
  | { readonly ok: true; readonly tree: TemplateTree }
  | { readonly ok: false; readonly error: TemplateError };

/** Thrown inside a render when a tag has nothing to show. */
export class EmptyValue extends Error {}

/** A text of ten thousand characters is no message; the limit keeps parsing cheap. */
export const maxTemplateLength = 10_000;

/** Conditions only: no loops, files, assignments or nesting of templates, so that rendering always ends soon. */
const allowedTags: ReadonlySet<string> = new Set(['if', 'unless', 'case', 'comment']);

function createEngine(): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: showOrThrow,
    templates: {},
    parseLimit: maxTemplateLength,
    memoryLimit: 1_000_000,
  });
  for (const name of Object.keys(engine.tags)) if (!allowedTags.has(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) delete engine.filters[name];
  for (const [name, apply] of Object.entries(templateFilters)) {
    engine.registerFilter(name, (value: unknown, ...args: unknown[]) => apply(asTagValue(value), args.map(asTagValue)));
  }
  return engine;
}

const engine = createEngine();

function asTagValue(value: unknown): TagValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function showOrThrow(value: unknown): string {
  const text = value === deliberatelyEmpty ? '' : showValue(asTagValue(value));
  if (text === null) throw new EmptyValue();
  return text;
}

/** Curly quotes and hard spaces that phones and word processors put inside tags. Lengths stay, so positions stay true. */
export function straighten(source: string): string {
  return source.replace(/\{[{%][\s\S]*?[}%]\}/g, (tag) => tag.replace(/[“”„]/g, '"').replace(/\u00a0/g, ' '));
}

export function parseLiquid(source: string): LiquidParse {
  if (source.length > maxTemplateLength) {
    return fail(1, 1, `The text is longer than ${maxTemplateLength.toLocaleString('en-US')} characters.`);
  }
  try {
    const nodes = engine.parse(straighten(source));
    const outputs = new Map<Template, OutputExpression>();
    for (const node of walk(nodes)) {
      if (!(node instanceof Output)) continue;
      const parsed = parseOutput(node.token.content);
      const [line = 1, column = 1] = node.token.getPosition();
      if (!parsed.ok) return fail(line, column, parsed.words);
      outputs.set(node, parsed.expression);
    }
    const { globals } = analyzeSync(nodes, { partials: false });
    return readVariables(nodes, outputs, globals);
  } catch (error) {
    if (LiquidError.is(error)) return explainError(error, source);
    throw error;
  }
}

function readVariables(nodes: Template[], outputs: Map<Template, OutputExpression>, globals: Variables): LiquidParse {
  const variables: TemplateVariable[] = [];
  for (const { segments, location } of Object.values(globals).flat()) {
    const path = segments.filter((segment) => typeof segment === 'string');
    if (path.length !== segments.length)
      return fail(location.row, location.col, 'Write the name with dots, such as contact.first_name.');
    variables.push({ path, line: location.row, column: location.col });
  }
  variables.sort((a, b) => a.line - b.line || a.column - b.column);
  const hasTags = nodes.some((node) => node.children !== undefined);
  return { ok: true, tree: { nodes, outputs, variables, hasTags } };
}

function* walk(nodes: readonly Template[]): Generator<Template> {
  for (const node of nodes) {
    yield node;
    if (node.children) yield* walk(toValueSync(node.children(false, true)) as Template[]);
  }
}

/** Renders with a scope of our own making: plain objects whose leaves are cleaned values. */
export function renderLiquid(nodes: readonly Template[], scope: object): string {
  return String(engine.renderSync([...nodes], scope));
}

function fail(line: number, column: number, words: string): LiquidParse {
  return { ok: false, error: { line, column, words } };
}

/** Liquid points at a word inside a tag or at the tag itself; the author is shown the beginning of the tag. */
function explainError(error: LiquidError, source: string): LiquidParse {
  const at = error.token.begin;
  const start = Math.max(source.lastIndexOf('{{', at), source.lastIndexOf('{%', at), 0);
  const before = source.slice(0, start).split('\n');
  const message = (error.originalError?.message ?? error.message).split(/, line:|\n/)[0] ?? '';
  return fail(before.length, (before.at(-1)?.length ?? 0) + 1, plainWords(message, source.slice(start)));
}

/** Liquid's messages are for programmers; these are for the person who wrote the text. */
function plainWords(message: string, text: string): string {
  const filter = /undefined filter: (\S+)/.exec(message)?.[1];
  if (filter !== undefined) return unknownFilterWords(filter);
  const inside = /^\{\{-?(.*?)-?\}\}/s.exec(text)?.[1];
  const parsed = inside === undefined ? null : parseOutput(straighten(inside));
  if (parsed !== null && !parsed.ok) return parsed.words;
  if (/^output .* not closed/s.test(message)) return 'The tag is opened with {{ and not closed with }}.';
  return tagWords(message, text);
}

function tagWords(message: string, text: string): string {
  const unclosed = /^tag \{%-?\s*(\w+).*%\} not closed/s.exec(message)?.[1];
  if (unclosed !== undefined) return `{% ${unclosed} %} has no {% end${unclosed} %}.`;
  if (/^tag .* not closed/s.test(message)) return 'The tag is opened with {% and not closed with %}.';
  const unknown = /^tag "(.*)" not found/.exec(message)?.[1];
  if (unknown !== undefined) {
    const orphan = /^(end.*|else|elsif|when)$/.test(unknown);
    return orphan
      ? `{% ${unknown} %} has no beginning before it.`
      : `{% ${unknown} %} cannot be used in a message. Available are if, unless and case.`;
  }
  if (/^\{%[^%]*[^=!<>]=[^=]/.test(text)) return 'To compare, write two equals signs: ==.';
  return 'The condition is not written correctly. It looks like {% if contact.city == "Springfield" %} … {% endif %}.';
}
