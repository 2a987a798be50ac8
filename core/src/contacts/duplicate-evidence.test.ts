import { expect, it } from 'vitest';
import { type ComparedPerson, homeKey, mailKey, phonesAlike, weighPair } from './duplicate-evidence.ts';
import { comparedName } from './person-names.ts';

const nothing = { phones: [], emails: [], birthday: null, externalIdKey: null, home: null };
const person = (full: string | null, facts: Partial<ComparedPerson> = {}): ComparedPerson => ({
  name: comparedName({ first: null, last: null, full }),
  ...nothing,
  ...facts,
});

const strengthOf = (one: ComparedPerson, other: ComparedPerson, shareList = false) => {
  const there = weighPair(one, other, { shareList });
  expect(weighPair(other, one, { shareList })).toEqual(there);
  return there ? `${there.strength} ${there.reasons.join(' ')}` : 'nothing';
};

const number = { phones: ['+12025550101'] };
const mail = { emails: ['stone@example.com'] };

it.each([
  ['J. Stone', 'John Stone', number, 'strong same_phone'],
  ['Stone, John', 'John Stone', number, 'strong same_phone'],
  ['Jonh Stone', 'John Stone', number, 'strong same_phone'],
  ['Sara Stone', 'Sarah Stone', number, 'strong same_phone'],
  ['Ana Ruiz', 'Ana Ruiz-Lopez', number, 'strong same_phone'],
  ['John Stone', 'John Stone Sr.', number, 'strong same_phone'],
  ['John', 'John Stone', number, 'strong same_phone'],
  [null, 'John Stone', number, 'medium same_phone'],
  ['Ana Ruiz', 'Ana Miller', mail, 'medium same_email'],
  ['Ana Ruiz', 'Ana Miller', number, 'weak same_phone'],
  // Two people who live or work together.
  ['Mary Stone', 'John Stone', number, 'nothing'],
  ['John Stone', 'John Stone Jr.', number, 'nothing'],
  ['John Stone III', 'John Stone', mail, 'nothing'],
  ['John A. Stone', 'John B. Stone', number, 'nothing'],
  ['Eric Stone', 'Erica Stone', number, 'nothing'],
  ['J. van Dyke', 'J. van Buren', number, 'nothing'],
] as const)('%s and %s with one address: %#', (one, other, facts, expected) => {
  expect(strengthOf(person(one, facts), person(other, facts))).toBe(expected);
});

it('weighs an address less that is not the first of both', () => {
  const moved = { phones: ['+13125550177', '+12025550101'] };
  expect(strengthOf(person('Ana Ruiz', number), person('Ana Ruiz', moved))).toBe('medium moved_phone');
});

it.each([
  ['a name alone', {}, {}, 'nothing'],
  ['the birthday', { birthday: '1980-05-31' }, { birthday: '1980-05-31' }, 'medium same_name_and_birthday'],
  ['a day that stands for none', { birthday: '1900-01-01' }, { birthday: '1900-01-01' }, 'nothing'],
  ['the home', { home: '12mainst 20001' }, { home: '12mainst 20001' }, 'medium same_name_and_address'],
  ['a digit', number, { phones: ['+12025550191'] }, 'medium similar_phone'],
  ['two digits', number, { phones: ['+12025550198'] }, 'nothing'],
  ['swapped digits', { phones: ['+12025550112'] }, { phones: ['+12025550121'] }, 'medium similar_phone'],
  ['the name of a mailbox', { emails: ['ana.ruiz@example.com'] }, { emails: ['anaruiz+a@example.org'] }, 'weak similar_email'],
  ['a slip in a mailbox', { emails: ['ana.ruiz@example.com'] }, { emails: ['ana.riuz@example.com'] }, 'weak similar_email'],
  ['numbered mailboxes', { emails: ['ana.ruiz1@example.com'] }, { emails: ['ana.ruiz2@example.com'] }, 'nothing'],
] as const)('beside the same name: %s', (_, one, other, expected) => {
  expect(strengthOf(person('Ana Ruiz', one), person('Ana Ruiz', other))).toBe(expected);
});

it('asks of a list in common whether few have the name, and of a first name alone nothing', () => {
  expect(strengthOf(person('Ana Ruiz'), person('Ana Ruiz'), true)).toBe('medium same_name_and_list');
  expect(strengthOf(person('Ana'), person('Ana'), true)).toBe('nothing');
});

it('takes other birthdays for other people, but not a slip', () => {
  const born = (birthday: string) => person('Ana Ruiz', { ...number, birthday });
  expect(strengthOf(born('1950-01-02'), born('1980-05-31'))).toBe('nothing');
  expect(strengthOf(born('1980-05-03'), born('1980-03-05'))).toBe('strong same_phone');
  expect(strengthOf(born('1980-05-31'), born('1981-05-31'))).toBe('strong same_phone');
});

it('keeps external ids in another spelling apart where the names are', () => {
  const id = { externalIdKey: 'm42' };
  expect(strengthOf(person('Ana Ruiz', id), person('Ana Ruiz', id))).toBe('strong same_external_id');
  expect(strengthOf(person('Ana Ruiz', id), person('Zoe Park', id))).toBe('nothing');
});

it('makes keys only of what says somebody', () => {
  expect(mailKey('ana.ruiz+news@example.com')).toBe('anaruiz');
  for (const none of [null, 'info@example.com', 'x@example.com', '12345678@example.com']) expect(mailKey(none)).toBeNull();
  expect(homeKey('12 Main St.', '20001', null)).toBe(homeKey('12 main st', '20001', 'Salem'));
  expect(homeKey('12 Main St.', null, null)).toBeNull();
  expect(homeKey(null, '20001', 'Salem')).toBeNull();
});

it('knows numbers that are alike', () => {
  expect(phonesAlike('+12025550101', '+12025550101')).toBe(false);
  expect(phonesAlike('+12025550101', '+1202555011')).toBe(false);
  expect(phonesAlike('+12025550101', '+12025550919')).toBe(false);
});
