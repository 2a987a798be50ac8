import type { TemplateTree } from './template-liquid.ts';

/** A merge tag as used in a template. */
export interface UsedTag {
  /** In lower case, e.g. `contact.first_name`. */
  readonly name: string;
  /** Where it is used first, counted from 1. */
  readonly line: number;
  readonly column: number;
  /** False when the tag is shown without a fallback and no condition asks about it: without a value, the message is held. */
  readonly hasFallback: boolean;
}

const nameOf = (path: readonly string[]): string => path.join('.').toLowerCase();

/** The merge tags of a template in order of first use. */
export function usedTags({ variables, outputs }: TemplateTree): UsedTag[] {
  const shown: string[] = [];
  const bare = new Set<string>();
  for (const { operand, filters } of outputs.values()) {
    for (const one of [operand, ...filters.flatMap((filter) => filter.args)]) if ('path' in one) shown.push(nameOf(one.path));
    // The last fallback decides: `default: contact.nickname` is as empty as the nickname.
    const last = filters.findLast((filter) => filter.name === 'default')?.args[0] ?? operand;
    if ('path' in last) bare.add(nameOf(last.path));
  }
  const uses = Map.groupBy(variables, (variable) => nameOf(variable.path));
  return [...uses].map(([name, list]) => {
    // Used more often than shown means that a condition asks about it.
    const guarded = list.length > shown.filter((one) => one === name).length;
    return { name, line: list[0]?.line ?? 1, column: list[0]?.column ?? 1, hasFallback: guarded || !bare.has(name) };
  });
}
