/** A text in pieces: what stands as it is, and merge tags as words. */
export interface TextPiece {
  readonly key: number;
  readonly text: string;
  readonly tag: boolean;
}

const tagPattern = /\{\{-?\s*([\w.-]+)\s*(?:\|\s*default:\s*["']([^"']*)["'])?[\s\S]*?\}\}/g;

/** `Hi {{ contact.first_name | default: "there" }}` becomes "Hi " and the tag "first name, or there". */
export function textPieces(body: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  const add = (text: string, tag: boolean) => text !== '' && pieces.push({ key: pieces.length, text, tag });
  for (const match of body.matchAll(tagPattern)) {
    add(body.slice(end, match.index), false);
    add(tagWords(match[1] ?? '', match[2]), true);
    end = match.index + match[0].length;
  }
  add(body.slice(end), false);
  return pieces;
}

/** One line for a list: tags in brackets, and one that was cut in the middle left out. */
export function excerptWords(excerpt: string): string {
  const words = textPieces(excerpt).map(({ text, tag }) => (tag ? `[${text}]` : text));
  return words
    .join('')
    .replace(/\{\{[^}]*…$/, '…')
    .replace(/\s+/g, ' ');
}

function tagWords(name: string, fallback: string | undefined): string {
  if (name === 'workspace.name') return 'organisation';
  const label = name.replace(/^\w+\./, '').replaceAll('_', ' ');
  return fallback === undefined ? label : `${label}, or ${fallback}`;
}
