import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';

/** What the merge of every chunk of an import needs to know. */
export interface MergePlan {
  readonly workspaceId: string;
  /** The import, or the sync of a source. */
  readonly importId: string;
  /** Where consents come from in the ledger: a file, or a sheet that feeds a list. */
  readonly from?: 'import' | 'sheet';
  readonly fileName: string;
  readonly actorName: string;
  readonly existing: ImportMapping['existing'];
  readonly matchBy: ImportMapping['match_by'];
  readonly wording: string | null;
  /** What a yes of this file is for. */
  readonly purpose: ConsentPurpose;
  /** For how many days a yes of this file waits for the person's own YES; null when it counts at once. */
  readonly yesWaitsDays: number | null;
  readonly listIds: readonly string[];
  /** Columns become details of the entries of these lists. */
  readonly entryColumns?: boolean;
  readonly tagIds: readonly string[];
  /** What it changes of people who were here is kept, so that it can be undone. */
  readonly undoable?: boolean;
  /** A column holds names of tags. */
  readonly tagColumn: boolean;
}
