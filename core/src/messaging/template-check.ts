import { didYouMean } from './did-you-mean.ts';
import { parseTemplate, type TemplateError, type UsedTag } from './template.ts';
import { straighten } from './template-liquid.ts';
import { parseOutput } from './template-output.ts';

export interface TemplateProblem {
  readonly severity: 'error' | 'warning';
  readonly code: 'syntax' | 'unknown_tag' | 'no_fallback' | 'foreign_tag';
  readonly line: number;
  readonly column: number;
  readonly words: string;
  readonly tag?: string;
  /** The tag to write instead. */
  readonly suggestion?: string;
}

export interface TemplateCheck {
  /** False when there is an error: the template must not be saved for sending. */
  readonly ok: boolean;
  readonly tags: readonly UsedTag[];
  readonly problems: readonly TemplateProblem[];
}

/**
 * Checks a template before it is saved: syntax, unknown tags (an error, with what was probably meant), tags without a
 * fallback and tags in the writing of other products (warnings).
 *
 * @param knownTags every tag there is, e.g. `contact.first_name`; case does not matter
 */
export function validateTemplate(source: string, knownTags: readonly string[]): TemplateCheck {
  const parsed = parseTemplate(source);
  if (!parsed.ok) return { ok: false, tags: [], problems: allErrors(source, parsed.error, knownTags) };
  const known = new Set(knownTags.map((tag) => tag.toLowerCase()));
  const problems = parsed.tags.flatMap((tag): TemplateProblem[] => {
    if (!known.has(tag.name)) return [unknownTag(tag, knownTags)];
    return tag.hasFallback ? [] : [noFallback(tag)];
  });
  problems.push(...foreignTags(source));
  return { ok: problems.every((problem) => problem.severity === 'warning'), tags: parsed.tags, problems };
}

/** Comments are not looked at; their lines stay, so that positions stay true. */
const comment = /\{%-?\s*comment\b[\s\S]*?\bendcomment\s*-?%\}/g;
const output = /\{\{-?((?:(?!\{\{|\}\})[\s\S])*?)-?\}\}/g;

/**
 * Parsing ends at the first error; whoever writes wants to see all of them at once. The first, and behind it what is wrong with each other
 * `{{ … }}`, in the order of the text.
 */
function allErrors(source: string, first: TemplateError, knownTags: readonly string[]): TemplateProblem[] {
  const known = new Set(knownTags.map((tag) => tag.toLowerCase()));
  const problems: TemplateProblem[] = [{ severity: 'error', code: 'syntax', ...first }];
  const named = new Set<string>();
  const text = straighten(source).replaceAll(comment, (found) => found.replaceAll(/[^\n]/g, ' '));
  for (const match of text.matchAll(output)) {
    const before = text.slice(0, match.index).split('\n');
    const at = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    if (at.line === first.line && at.column === first.column) continue;
    const parsed = parseOutput(match[1] ?? '');
    if (!parsed.ok) {
      problems.push({ severity: 'error', code: 'syntax', ...at, words: parsed.words });
      continue;
    }
    const { operand, filters } = parsed.expression;
    for (const one of [operand, ...filters.flatMap((filter) => filter.args)]) {
      const name = 'path' in one ? one.path.join('.').toLowerCase() : null;
      if (name === null || known.has(name) || named.has(name)) continue;
      named.add(name);
      problems.push(unknownTag({ name, ...at }, knownTags));
    }
  }
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

function unknownTag(
  { name, line, column }: Pick<UsedTag, 'name' | 'line' | 'column'>,
  knownTags: readonly string[],
): TemplateProblem {
  const suggestion = didYouMean(name, knownTags);
  const hint = suggestion === null ? missingHint(name) : `Did you mean {{ ${suggestion} }}?`;
  const words = `There is no merge tag {{ ${name} }}. ${hint}`;
  return {
    severity: 'error',
    code: 'unknown_tag',
    line,
    column,
    words,
    tag: name,
    ...(suggestion === null ? {} : { suggestion }),
  };
}

function missingHint(name: string): string {
  if (!name.startsWith('entry.')) return 'Choose one from the list of merge tags.';
  return 'Details like this are of a list: choose the list that has it as recipients, or take the tag out.';
}

function noFallback({ name, line, column }: UsedTag): TemplateProblem {
  const suggestion = `${name} | default: "…"`;
  const words = `{{ ${name} }} has no fallback. Whoever has no value for it will not get the message. Add one: {{ ${name} | default: "there" }}.`;
  return { severity: 'warning', code: 'no_fallback', line, column, words, tag: name, suggestion };
}

/** `{first_name}`, `[First Name]`, `%FIRST_NAME%`, `*|FNAME|*`: how other products write merge tags. */
const foreign =
  /(?<![{%])\{\s*[a-z]\w*(?:[ .]\w+)*\s*\}(?!\})|\[(?:first|last|full)?[ _]?name\]|%[a-z]+(?:_[a-z]+)+%|\*\|[a-z_:]+\|\*/gi;

function foreignTags(source: string): TemplateProblem[] {
  return [...source.matchAll(foreign)].map((match) => {
    const before = source.slice(0, match.index).split('\n');
    const words = `${match[0]} would be sent as it stands. Merge tags are written like {{ contact.first_name }}.`;
    return {
      severity: 'warning',
      code: 'foreign_tag',
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      words,
      tag: match[0],
    };
  });
}
