const title =
  'The first row names one column only. Is it a title above the table? Put the names of the columns into the first row of the sheet, then read it again.';

/**
 * What is worth knowing of a sheet before its columns are chosen: what merged cells and titles leave of a header, and what the reading of the
 * file said.
 *
 * @param found notices of the analysis; those that hold for uploaded files only are left out
 */
export function noticesOf(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  found: readonly string[],
): readonly string[] {
  const unnamed = names.filter((name, at) => name === `Column ${at + 1}`).length;
  const wide = sample.some((cells) => cells.slice(names.length).some((cell) => cell.trim() !== ''));
  const others = found.filter((one) => !/more cells than|Only one column|separator/.test(one));
  if ((wide && names.length === 1) || (names.length > 2 && names.length - unnamed === 1)) return [title, ...others];
  const notices: string[] = [];
  if (unnamed > 0) {
    const many = unnamed === 1 ? 'One column has' : `${unnamed} columns have`;
    notices.push(
      `${many} no name in the first row; merged cells do that. Columns without a name cannot be used: give them names in the sheet, then read it again.`,
    );
  }
  if (wide) notices.push('Some rows have cells beyond the last named column. They are left out.');
  return [...notices, ...others];
}
