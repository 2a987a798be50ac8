import { type NumberLook, numberText, unescaped } from './cell-text.ts';
import type { SharedTexts } from './shared-texts.ts';
import { attribute, plainText, type XmlEvents, XmlProblem } from './xml.ts';

/** What the cells of a workbook's sheets are read by. */
export interface SheetFacts {
  readonly texts: SharedTexts;
  /** By the number of a cell's style. */
  readonly looks: readonly NumberLook[];
  readonly from1904: boolean;
}

/** A row of the sheet with something in it. */
export interface SheetRow {
  /** As Excel counts it, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Cells that are one on the screen; rows and columns from 0, the last included. */
export interface MergedCells {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** The most rows and columns that a sheet can have. */
const mostRows = 1_048_576;
const mostColumns = 16_384;
/** Cells further to the right than any file of people has columns are counted, not kept. */
export const keptColumns = 500;
/** Only those of the first rows matter: they are headers. */
const mergesOfInterest = 40;

/** How nearly every program writes a cell. */
const usualCell = /^ r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(\w+)")?$/;

/** Takes the rows of a worksheet from its XML (ECMA-376, part 1, 18.3). Give it to an XmlReader. */
export class SheetReader implements XmlEvents {
  readonly merged: MergedCells[] = [];
  /** Cells with an error such as #N/A, and formulas that were never calculated. */
  errors = 0;
  uncalculated = 0;
  /** The furthest column with a value, from 1. */
  width = 0;
  readonly #facts: SheetFacts;
  #rows: SheetRow[] = [];
  #row = 0;
  #cells: string[] = [];
  #column = -1;
  #style = 0;
  #type = '';
  #value = '';
  #formula = false;
  #inValue = false;
  #inText = false;
  #phonetic = 0;

  constructor(facts: SheetFacts) {
    this.#facts = facts;
  }

  /** The rows that are complete by now. */
  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#beginCell(attributes);
    else if (name === 'v') this.#inValue = true;
    else if (name === 'row') this.#beginRow(attributes);
    else if (name === 't') this.#inText = this.#phonetic === 0;
    else if (name === 'f') this.#formula = true;
    else if (name === 'rPh') this.#phonetic += 1;
    else if (name === 'mergeCell') this.#merge(attribute(attributes, 'ref') ?? '');
  }

  text(raw: string): void {
    if (this.#inValue || this.#inText) this.#value += raw;
  }

  close(name: string): void {
    if (name === 'c') this.#endCell();
    else if (name === 'v') this.#inValue = false;
    else if (name === 't') this.#inText = false;
    else if (name === 'rPh') this.#phonetic -= 1;
    else if (name === 'row' && this.#cells.length > 0) this.#rows.push({ row: this.#row, cells: this.#cells });
  }

  #beginRow(attributes: string): void {
    const row = Number(attribute(attributes, 'r') ?? this.#row + 1);
    if (!(row > this.#row && row <= mostRows)) throw new XmlProblem('rows that are out of order');
    this.#row = row;
    this.#cells = [];
    this.#column = -1;
  }

  #beginCell(attributes: string): void {
    const usual = usualCell.exec(attributes);
    const place = usual ? usual[1] : attribute(attributes, 'r')?.replace(/\d+$/, '');
    this.#column = place === undefined ? this.#column + 1 : columnOf(place);
    this.#style = Number((usual ? usual[2] : attribute(attributes, 's')) ?? 0);
    this.#type = (usual ? usual[3] : attribute(attributes, 't')) ?? 'n';
    this.#value = '';
    this.#formula = false;
    if (!(this.#column < mostColumns)) throw new XmlProblem('more columns than a sheet can have');
  }

  #endCell(): void {
    if (this.#value === '') {
      if (this.#formula && this.#type !== 'str') this.uncalculated += 1;
      return;
    }
    const value = this.#cellText();
    if (value === '') return;
    if (this.#column + 1 > this.width) this.width = this.#column + 1;
    if (this.#column > keptColumns) return;
    while (this.#cells.length < this.#column) this.#cells.push('');
    this.#cells[this.#column] = value;
  }

  #cellText(): string {
    switch (this.#type) {
      case 's':
        return this.#facts.texts.get(Number(this.#value));
      case 'str':
      case 'inlineStr':
        return unescaped(plainText(this.#value));
      case 'b':
        return this.#value.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        this.errors += 1;
        return '';
      case 'd':
        return this.#value.replace(/T00:00:00(\.0+)?Z?$/, '');
      default:
        return numberText(this.#value, this.#facts.looks[this.#style], this.#facts.from1904);
    }
  }

  #merge(ref: string): void {
    const match = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/.exec(ref);
    if (!match || Number(match[2]) > mergesOfInterest) return;
    const [, left = '', top = '', right = '', bottom = ''] = match;
    this.merged.push({ top: Number(top) - 1, left: columnOf(left), bottom: Number(bottom) - 1, right: columnOf(right) });
  }
}

/** A is 0, Z is 25, AA is 26. */
function columnOf(letters: string): number {
  let column = 0;
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64;
  return column - 1;
}
