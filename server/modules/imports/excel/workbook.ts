import { decode, encodingOfStart } from '../csv/encoding.ts';
import { lookOfFormat, type NumberLook, unescaped } from './cell-text.ts';
import { SharedTexts } from './shared-texts.ts';
import type { SheetFacts } from './sheet-reader.ts';
import { attribute, plainText, type XmlEvents, XmlReader } from './xml.ts';
import { type RandomAccess, ZipArchive, ZipProblem } from './zip.ts';

/** A sheet with rows and columns; charts and macros are none. */
export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

/** An Excel workbook (.xlsx, .xlsm: ECMA-376, part 1), opened; its sheets are read one by one. */
export interface Workbook {
  readonly archive: ZipArchive;
  readonly sheets: readonly Sheet[];
  readonly facts: SheetFacts;
}

/** The archive is something else than a workbook that can be read. */
export class NotAWorkbook extends Error {
  override readonly name = 'NotAWorkbook';
  readonly kind: 'binary_workbook' | 'other_zip';

  constructor(kind: NotAWorkbook['kind']) {
    super(`the archive is a ${kind}`);
    this.kind = kind;
  }
}

/** Opens a workbook with its texts and formats. Throws ZipProblem, XmlProblem, NotAWorkbook, or the Refusal of too much text. */
export async function openWorkbook(source: RandomAccess, budget: number, breathe: () => Promise<void>): Promise<Workbook> {
  const archive = await ZipArchive.open(source, budget);
  const main = await mainPart(archive);
  const relations = await relationsOf(archive, main);
  const book = new BookReader();
  await readPart(archive, main, book, breathe);
  const byType = (type: string) => [...relations.values()].find((one) => one.type.endsWith(`/${type}`))?.part;
  const sheets = book.sheets.flatMap(({ name, hidden, relation }): Sheet[] => {
    const found = relations.get(relation);
    return found?.type.endsWith('/worksheet') ? [{ name, hidden, part: found.part }] : [];
  });
  const styles = new StylesReader();
  const texts = new TextsReader();
  await readIfThere(archive, byType('styles'), styles, breathe);
  await readIfThere(archive, byType('sharedStrings'), texts, breathe);
  return { archive, sheets, facts: { texts: texts.texts, looks: styles.looks(), from1904: book.from1904 } };
}

/** Reads a part to its end, letting other work in between. */
export async function readPart(
  archive: ZipArchive,
  part: string,
  events: XmlEvents,
  breathe: () => Promise<void>,
  onPiece?: () => Promise<boolean>,
): Promise<void> {
  const reader = new XmlReader(events);
  for await (const text of textOf(archive, part)) {
    reader.push(text);
    if (onPiece && !(await onPiece())) return;
    await breathe();
  }
  reader.end();
}

async function readIfThere(
  archive: ZipArchive,
  part: string | undefined,
  events: XmlEvents,
  breathe: () => Promise<void>,
): Promise<void> {
  if (part !== undefined && archive.has(part)) await readPart(archive, part, events, breathe);
}

async function* textOf(archive: ZipArchive, part: string): AsyncGenerator<string> {
  const pieces = archive.read(part);
  const first = await pieces.next();
  if (first.done) return;
  const marked = encodingOfStart(first.value);
  async function* all(): AsyncGenerator<Buffer> {
    yield first.value as Buffer;
    yield* pieces;
  }
  yield* decode(all(), marked === undefined || marked === 'utf-8-bom' ? 'utf-8' : marked);
}

interface Relation {
  readonly type: string;
  readonly part: string;
}

/** The part that the archive says is its document. */
async function mainPart(archive: ZipArchive): Promise<string> {
  const relations = archive.has('_rels/.rels') ? await relationsIn(archive, '_rels/.rels', '') : new Map<string, Relation>();
  const main = [...relations.values()].find((one) => one.type.endsWith('/officeDocument'))?.part ?? 'xl/workbook.xml';
  if (main.endsWith('.bin')) throw new NotAWorkbook('binary_workbook');
  if (!archive.has(main) || !main.includes('workbook')) throw new NotAWorkbook('other_zip');
  return main;
}

async function relationsOf(archive: ZipArchive, part: string): Promise<Map<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  if (!archive.has(name)) throw new ZipProblem('damaged');
  return relationsIn(archive, name, folder);
}

async function relationsIn(archive: ZipArchive, name: string, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  const open = (element: string, attributes: string) => {
    if (element !== 'Relationship') return;
    const target = attribute(attributes, 'Target') ?? '';
    const part = target.startsWith('/') ? target.slice(1) : `${folder}${target}`;
    relations.set(attribute(attributes, 'Id') ?? '', { type: attribute(attributes, 'Type') ?? '', part: withoutDots(part) });
  };
  await readPart(archive, name, { open, text: () => undefined, close: () => undefined }, async () => undefined);
  return relations;
}

function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

class BookReader implements XmlEvents {
  readonly sheets: Array<{ name: string; hidden: boolean; relation: string }> = [];
  from1904 = false;

  open(name: string, attributes: string): void {
    if (name === 'workbookPr') this.from1904 = ['1', 'true'].includes(attribute(attributes, 'date1904') ?? '');
    if (name !== 'sheet') return;
    this.sheets.push({
      name: attribute(attributes, 'name') ?? `Sheet ${this.sheets.length + 1}`,
      hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible',
      relation: attribute(attributes, 'id') ?? '',
    });
  }

  text(): void {}
  close(): void {}
}

/** What the styles of cells make of numbers. */
class StylesReader implements XmlEvents {
  readonly #codes = new Map<number, string>();
  readonly #formats: number[] = [];
  #inCells = false;

  open(name: string, attributes: string): void {
    if (name === 'numFmt') this.#codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
    if (name === 'cellXfs') this.#inCells = true;
    if (name === 'xf' && this.#inCells) this.#formats.push(Number(attribute(attributes, 'numFmtId') ?? 0));
  }

  text(): void {}

  close(name: string): void {
    if (name === 'cellXfs') this.#inCells = false;
  }

  looks(): NumberLook[] {
    return this.#formats.map((id) => lookOfFormat(id, this.#codes.get(id)));
  }
}

/** The shared texts; how East Asian names are spoken stands beside them and is left out. */
class TextsReader implements XmlEvents {
  readonly texts = new SharedTexts();
  #text = '';
  #inText = false;
  #phonetic = 0;

  open(name: string): void {
    if (name === 't') this.#inText = this.#phonetic === 0;
    else if (name === 'rPh') this.#phonetic += 1;
    else if (name === 'si') this.#text = '';
  }

  text(raw: string): void {
    if (this.#inText) this.#text += raw;
  }

  close(name: string): void {
    if (name === 't') this.#inText = false;
    else if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 'si') this.texts.add(unescaped(plainText(this.#text)));
  }
}
