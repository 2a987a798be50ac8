/** What a lookup says that a number is. */
export const lineTypes = ['mobile', 'landline', 'voip', 'toll_free', 'premium', 'other', 'unknown'] as const;
export type LineType = (typeof lineTypes)[number];

/** The same for people. */
export const lineTypeWords: Readonly<Record<LineType, string>> = {
  mobile: 'Mobile',
  landline: 'Landline',
  voip: 'Internet phone',
  toll_free: 'Toll-free',
  premium: 'Premium rate',
  other: 'Another kind of line',
  unknown: 'Kind of line not known',
};
