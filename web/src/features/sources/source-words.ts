import type { SourceSync, SyncChangeKind } from '@tidings/core/contract/source-syncs';
import type { Source, SourceKind, SourceSchedule } from '@tidings/core/contract/sources';
import type { Tone } from '../../ui/tone.ts';

/** The ways to connect a sheet, the easiest first. */
export const kindChoices: readonly { value: SourceKind; label: string; words: string }[] = [
  {
    value: 'apps_script',
    label: 'Apps Script web app',
    words:
      'Google Sheet. You paste a short script once. The sheet itself stays private; whoever has the address of the script can read the rows.',
  },
  {
    value: 'published_csv',
    label: 'Published link',
    words:
      'Google Sheet. The quickest: publish the tab to the web as CSV. Whoever has the link can read it, and Google updates it every few minutes.',
  },
  {
    value: 'sheets_api',
    label: 'Google Sheets API',
    words:
      'Google Sheet. The most private: share the sheet with a service account, and nobody else can read it. Takes ten minutes to set up.',
  },
  {
    value: 'csv_url',
    label: 'CSV file at an address',
    words: 'Any other system that offers its people as a CSV file over the web.',
  },
];

export function kindLabel(kind: SourceKind): string {
  return kindChoices.find((one) => one.value === kind)?.label ?? kind;
}

/** The script to paste into the sheet. */
export const appsScript = `function doGet() {
  // Reads the first tab. For another one: .getSheetByName('Members')
  var sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0];
  var rows = sheet.getDataRange().getDisplayValues();
  return ContentService.createTextOutput(JSON.stringify(rows))
    .setMimeType(ContentService.MimeType.JSON);
}
`;

/** What a sync is doing, or what became of it. */
export function syncWords(sync: SourceSync): { label: string; tone: Tone; pulse?: true } {
  switch (sync.state) {
    case 'queued':
      return sync.retry_at === null
        ? { label: 'Starting', tone: 'info', pulse: true }
        : { label: 'Tries again', tone: 'warning' };
    case 'running':
      return { label: stageWords[sync.stage ?? 'fetching'], tone: 'info', pulse: true };
    case 'review':
      return { label: 'Waits for your yes', tone: 'warning' };
    case 'completed':
      return { label: 'Done', tone: 'success' };
    case 'failed':
      return { label: 'Failed', tone: 'danger' };
    case 'discarded':
      return { label: 'Dropped', tone: 'neutral' };
  }
}

const stageWords = { fetching: 'Fetching', comparing: 'Comparing', applying: 'Taking over' } as const;

export const triggerWords: Readonly<Record<SourceSync['trigger'], string>> = {
  read: 'Columns read',
  first: 'First sync',
  button: 'Synced by hand',
  schedule: 'By schedule',
  broadcast: 'Before a broadcast',
};

/** Kinds of changes in the order in which they matter, with their words for one and many. */
export const changeWords: Readonly<Record<SyncChangeKind, { label: string; tone: Tone; hint: string }>> = {
  added: { label: 'New on the list', tone: 'success', hint: 'People who join the list' },
  changed: { label: 'Changed', tone: 'info', hint: 'Names, numbers and other details' },
  kept_here: { label: 'Kept as here', tone: 'neutral', hint: 'Changed here since, and in the sheet' },
  gone: { label: 'Gone from the sheet', tone: 'warning', hint: 'Their row is not there any more' },
  opted_in: { label: 'Agreed to texts', tone: 'success', hint: 'The sheet says yes' },
  opted_out: { label: 'Withdrew', tone: 'danger', hint: 'The sheet does not say yes any more' },
  kept_opted_out: { label: 'Kept opted out', tone: 'neutral', hint: 'They said no here, or asked to be deleted' },
  rejected: { label: 'Cannot be read', tone: 'warning', hint: 'Rows without a number, address or id' },
};

export const changeKinds = Object.keys(changeWords) as SyncChangeKind[];

/** Whether a sync is under way. */
export const isMoving = (sync: SourceSync | null): boolean => sync?.state === 'queued' || sync?.state === 'running';

/** A schedule in words. */
export function scheduleWords(schedule: SourceSchedule): string {
  if (schedule.kind === 'manual') return 'Only when somebody presses the button';
  if (schedule.kind === 'daily') return `Every day at ${schedule.at}`;
  const { minutes } = schedule;
  if (minutes % 1440 === 0) return minutes === 1440 ? 'Every day' : `Every ${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? 'Every hour' : `Every ${minutes / 60} hours`;
  return `Every ${minutes} minutes`;
}

/** How the setup of a source goes on. */
export type SetupStep = 'where' | 'columns' | 'people' | 'schedule' | 'preview';

/** The step at which a source stands; the ones before may be gone back to. */
export function stepOf(source: Source | undefined): SetupStep {
  if (source === undefined || source.columns.length === 0) return 'where';
  return source.state === 'mapped' || (source.mapping !== null && source.state !== 'active') ? 'preview' : 'columns';
}
