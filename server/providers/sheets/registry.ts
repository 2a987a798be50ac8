import { appsScript } from './apps-script/apps-script.ts';
import type { TableProvider } from './contract.ts';
import { csvUrl, publishedCsv } from './csv-file/csv-file.ts';
import { googleSheets } from './google-sheets/google-sheets.ts';

/** Every way to read a table from somewhere else: one line each. Nothing else names a concrete one. */
const tableProviders: readonly TableProvider[] = [appsScript, publishedCsv, googleSheets, csvUrl];

/** The provider of a kind of source. Throws when there is none: kinds are a closed set. */
export function tableProvider(id: string): TableProvider {
  const provider = tableProviders.find((one) => one.id === id);
  if (!provider) throw new Error(`There is no provider for sources of the kind ${id}.`);
  return provider;
}
