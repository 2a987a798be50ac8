/**
 * Twilio's error codes by action as a reference of November 2026 sorts them, compiled from Twilio's documentation and error catalogue
 * (https://www.twilio.com/docs/api/errors): numbers and ranges, row by row. Written down apart from the tables that the product uses, so
 * that a slip in either is found.
 */
export const referenceAsOf = '2026-11';

/** A: retry later. */
export const retryReference: readonly string[] = [
  '20429',
  '20500',
  '30001 21611',
  '30003',
  '30008',
  '30017',
  '30020 30021',
  '30022',
  '30023',
  '30025 30026 30027',
  '30036',
  '30410',
  '30450 30485',
  '30610',
  '30024 30035',
  '14107',
  '10004',
  '15002',
  '21730',
  '35125',
  '63009 63010 63012',
  '63017 63018 63038',
];

/** B: suppress the number, after another sender was tried. */
export const otherSenderReference: readonly string[] = ['21612'];

/** B: suppress the number, and as what. */
export const suppressReference: readonly (readonly [codes: string, as: string])[] = [
  ['21610', 'opt_out'],
  ['21211 21217 21401', 'invalid'],
  ['21214', 'invalid'],
  ['21614 21635 30006', 'landline'],
  ['30004', 'blocked'],
  ['30005', 'dead'],
  ['30011', 'unsupported'],
  ['30640', 'legal_block'],
  ['21216 13225', 'blocked'],
  ['13223 13224', 'invalid'],
  ['21202 21407', 'unsupported'],
  ['63003 63024', 'unsupported'],
  ['63014 63033', 'blocked'],
  ['63015 63032 63036', 'unsupported'],
];

/** C: fix the message. */
export const fixMessageReference: readonly string[] = [
  '21602 21603 21604 21605 21609 21617 21618 21619 21620 21623',
  '21624 30045 90007 30012 30013',
  '21626 21652 21653 21654 21655 21656 21658',
  '30007',
  '30014 30015 30016 30019 30028-30031',
  '30103 30109 30110 30111 30409',
  '35111 35114 35118 35126',
  '63005 63006 63021 63013 63016 63019 63026 63027 63028 63030 63031 63034 63040 63041 63042',
  '11200 11205 11210 11220 11236 11237 11750 11751 12100 12200 12300 14109',
  '21205 21206 21208 32018 57012',
];

/** D: fix the account. 21202 stands in the reference under B too, which says more: the number is a premium number. */
export const fixAccountReference: readonly string[] = [
  '20003 20005 10001 90010 20006 20008 20404 10002',
  '21201 21203 21210 21219 21212 21213 21215 13227 21408',
  '21601 21606 21607 21616 21608 21621 21622 21659 21660',
  '21701-21705 21709-21715 21717-21729',
  '30002 30018 30032 30033 30034 30037 30038 30044 30125 30440-30449',
  '32001 32017 572006 60600 60601 60606',
  '63001 63002 63007 63008 63020 63022 63051 64101',
];
