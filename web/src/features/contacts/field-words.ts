import type { FieldType } from '@tidings/core/contract/fields';

/** Types of custom fields, in words. */
export const fieldTypeWords: Readonly<Record<FieldType, string>> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  boolean: 'Yes or no',
  choice: 'Choice from a list',
};
