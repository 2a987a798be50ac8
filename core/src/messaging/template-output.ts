import { unknownDirective } from './template-date.ts';
import { filterNames, type TemplateFilter, templateFilters } from './template-filters.ts';

/** A value in a tag: the path of a merge tag, or something written out. */
export type OutputOperand = { readonly path: readonly string[] } | { readonly literal: string | number };

export interface OutputFilter {
  readonly name: string;
  readonly apply: TemplateFilter;
  readonly args: readonly OutputOperand[];
}

/** The content of one `{{ … }}`. */
export interface OutputExpression {
  readonly operand: OutputOperand;
  readonly filters: readonly OutputFilter[];
}

export type ParsedOutput =
  | { readonly ok: true; readonly expression: OutputExpression }
  | { readonly ok: false; readonly words: string };

const path = '[A-Za-z_][\\w-]*(?:\\.[A-Za-z_][\\w-]*)*';
const operand = `(?:"[^"]*"|'[^']*'|-?\\d+(?:\\.\\d+)?|${path})`;
const filter = `\\|\\s*[A-Za-z_]\\w*\\s*(?::\\s*${operand}\\s*(?:,\\s*${operand}\\s*)*)?`;
const outputPattern = new RegExp(`^\\s*(${operand})\\s*((?:${filter})*)$`);
const filterPattern = new RegExp(`\\|\\s*([A-Za-z_]\\w*)\\s*(?::\\s*((?:${operand}\\s*,?\\s*)+))?`, 'g');
const operandPattern = new RegExp(operand, 'g');

/**
 * Reads the inside of `{{ … }}`, more strictly than Liquid, which drops what it does not understand: a dropped word
 * would be a blank in somebody's message.
 */
export function parseOutput(content: string): ParsedOutput {
  const match = outputPattern.exec(content);
  if (!match) return { ok: false, words: explain(content) };
  const filters: OutputFilter[] = [];
  for (const [, name = '', args = ''] of (match[2] ?? '').matchAll(filterPattern)) {
    const problem = checkFilter(name, args);
    if (problem !== null) return { ok: false, words: problem };
    const apply = templateFilters[name];
    if (apply) filters.push({ name, apply, args: (args.match(operandPattern) ?? []).map(parseOperand) });
  }
  return { ok: true, expression: { operand: parseOperand(match[1] ?? ''), filters } };
}

function parseOperand(text: string): OutputOperand {
  if (text.startsWith('"') || text.startsWith("'")) return { literal: text.slice(1, -1) };
  if (/^-?\d/.test(text)) return { literal: Number(text) };
  return { path: text.toLowerCase().split('.') };
}

function checkFilter(name: string, args: string): string | null {
  if (!Object.hasOwn(templateFilters, name)) return unknownFilterWords(name);
  if (name === 'default' && args === '') return 'default needs a fallback: default: "there".';
  const format = name === 'date' ? /^"([^"]*)"|^'([^']*)'/.exec(args) : null;
  const unknown = format ? unknownDirective(format[1] ?? format[2] ?? '') : null;
  return unknown === null ? null : `The date format does not know ${unknown}. Known are, for example, %A %B %-d %Y %-I:%M %p.`;
}

/** In other products the word after the bar is the fallback itself, so that is what is probably meant. */
export function unknownFilterWords(name: string): string {
  return `"${name}" is not known after the bar. For a fallback write | default: "${name}". Known are ${filterNames.join(', ')}.`;
}

function explain(content: string): string {
  const text = content.trim();
  if (text === '') return 'The tag is empty. Write a name between the braces, such as {{ contact.first_name }}.';
  if (/[“”„‘’]/.test(text)) return 'Use straight quotes around the fallback: default: "there".';
  if (/\|\s*[A-Za-z_]\w*\s+["']/.test(text)) return 'A colon is missing before the fallback: default: "there".';
  if (/^[A-Za-z_][\w.]*(\s+[A-Za-z_][\w.]*)+\s*(\||$)/.test(text))
    return 'A name has no spaces. Write an underscore instead, such as first_name.';
  const quotes = text.replace(/"[^"]*"|'[^']*'/g, '');
  if (/["']/.test(quotes)) return 'A quote is opened and not closed.';
  return 'The tag is not written correctly. It looks like {{ contact.first_name }} or {{ contact.first_name | default: "there" }}.';
}
