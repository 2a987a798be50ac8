/** A part of an audience with the names that it refers to. */
export type NamedPart =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'audience'; readonly name: string }
  | { readonly kind: 'contacts'; readonly count: number }
  | { readonly kind: 'search'; readonly words: string; readonly except: number }
  | { readonly kind: 'missed'; readonly name: string; readonly repaired?: boolean }
  | { readonly kind: 'reached'; readonly name: string };

const people = (count: number): string => (count === 1 ? '1 chosen person' : `${count.toLocaleString('en')} chosen people`);

function partWords(part: NamedPart): string {
  switch (part.kind) {
    case 'everyone':
      return 'everyone';
    case 'list':
      return part.name;
    case 'tag':
      return `tag ${part.name}`;
    case 'audience':
      return `the audience ${part.name}`;
    case 'contacts':
      return people(part.count);
    case 'missed':
      return `those whom “${part.name}” missed${part.repaired ? ' because of a problem that was repaired' : ''}`;
    case 'reached':
      return `those whom “${part.name}” reached`;
    case 'search':
      return part.except === 0 ? part.words : `${part.words} (but for ${part.except.toLocaleString('en')})`;
  }
}

function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/**
 * An audience in words: "Everyone in Choir or Members, not Staff". Lists and tags are named, ticked people counted.
 * An audience without `include` is "Nobody".
 */
export function describeParts(include: readonly NamedPart[], exclude: readonly NamedPart[]): string {
  if (include.length === 0) return 'Nobody';
  const pools = include.filter((part) => part.kind === 'list' || part.kind === 'tag').map(partWords);
  const others = include.filter((part) => !['everyone', 'list', 'tag'].includes(part.kind)).map(partWords);
  const everyone = include.some((part) => part.kind === 'everyone');
  const who = everyone ? 'everyone' : either([...(pools.length > 0 ? [`everyone in ${either(pools)}`] : []), ...others]);
  const words = exclude.length === 0 ? who : `${who}, not ${either(exclude.map(partWords))}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
