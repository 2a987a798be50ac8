/** One invented person. Numbers end in 555-0100 to 555-0199: reserved, nobody has them. */
export interface SamplePerson {
  readonly key: string;
  readonly first: string;
  readonly last: string;
  readonly phone: string;
  readonly email: string | null;
  readonly company: string | null;
  readonly city: string;
  readonly region: string;
  readonly language: string;
  readonly consent: 'yes' | 'no' | 'unknown';
  readonly lists: readonly string[];
  readonly tags: readonly string[];
  readonly label: string | null;
  readonly optedOut: boolean;
}

export const sampleLists = ['Sample choir', 'Sample newsletter'] as const;
export const sampleTags = [
  { name: 'Sample volunteer', color: 'teal' },
  { name: 'Sample newcomer', color: 'blue' },
  { name: 'Sample youth', color: 'grape' },
] as const;

const choir = sampleLists[0];
const news = sampleLists[1];
const [volunteer, newcomer, youth] = sampleTags.map((tag) => tag.name);

interface Extra {
  readonly company?: string;
  readonly language?: string;
  readonly consent?: 'no' | 'unknown';
  readonly noEmail?: boolean;
  readonly label?: string;
  readonly optedOut?: boolean;
}

type Row = readonly [
  first: string,
  last: string,
  phone: string,
  city: string,
  region: string,
  groups: readonly (string | undefined)[],
  extra?: Extra,
];

/** Names from many places and lengths, so that lists, previews and accents can be judged. */
const rows: readonly Row[] = [
  ['Maria', 'Lopez', '+12025550101', 'Washington', 'District of Columbia', [choir, news, volunteer], { language: 'es' }],
  ['James', 'Okafor', '+12025550102', 'Washington', 'District of Columbia', [choir, news]],
  ['Aiko', 'Tanaka', '+13035550103', 'Denver', 'Colorado', [news, newcomer]],
  ['José', 'Ramírez', '+15055550104', 'Santa Fe', 'New Mexico', [choir, news], { language: 'es' }],
  ['Chloe', 'van der Berg', '+16165550105', 'Grand Rapids', 'Michigan', [choir, volunteer]],
  ['Samuel', 'Adeyemi', '+17135550106', 'Houston', 'Texas', [news, youth]],
  ['Zoë', 'Andersson', '+16125550107', 'Minneapolis', 'Minnesota', [news, youth]],
  ['Dimitri', 'Papadopoulos', '+17185550108', 'New York', 'New York', [choir, news]],
  ['Fatima', 'Hassan', '+13135550109', 'Detroit', 'Michigan', [news, newcomer]],
  ['Ruth', 'Bennett', '+14045550110', 'Atlanta', 'Georgia', [choir, news, volunteer]],
  ['Wei', 'Zhang', '+14155550111', 'San Francisco', 'California', [news]],
  ['Øyvind', 'Haugen', '+12065550112', 'Seattle', 'Washington', [choir]],
  ['Priya', 'Raman', '+14085550113', 'San Jose', 'California', [news, newcomer], { company: 'Raman Bakery' }],
  ['Thomas', 'Walker', '+16155550114', 'Nashville', 'Tennessee', [choir, news]],
  ['Grace', 'Nakamura', '+18085550115', 'Honolulu', 'Hawaii', [news]],
  ['Luca', 'Moretti', '+13125550116', 'Chicago', 'Illinois', [choir], { company: 'Moretti & Sons' }],
  ['Hannah', 'Goldberg', '+12155550117', 'Philadelphia', 'Pennsylvania', [news, youth]],
  ['Isaac', 'Begay', '+19285550118', 'Flagstaff', 'Arizona', [choir, news]],
  ['Nadia', 'Petrova', '+19075550119', 'Anchorage', 'Alaska', [news]],
  ['Elena', 'Moretti', '+13125550116', 'Chicago', 'Illinois', [news], { noEmail: true }],
  ['Oliver', 'Grant', '+15035550120', 'Portland', 'Oregon', [news, newcomer], { consent: 'unknown' }],
  ['Beatrice', 'Holt', '+12075550121', 'Portland', 'Maine', [choir, news], { consent: 'no', optedOut: true }],
  // The sandbox answers this number as it answers landlines.
  ['Walter', 'Finch', '+15155550193', 'Des Moines', 'Iowa', [news], { label: 'landline', noEmail: true }],
  ['Christopher-Alexander', 'Featherstonehaugh', '+16175550122', 'Boston', 'Massachusetts', [choir, news, volunteer]],
];

/** The letters of an address; Ø does not come apart into O and a mark. */
const plain = (text: string) =>
  text
    .replace('Ø', 'O')
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

export const samplePeople: readonly SamplePerson[] = rows.map(([first, last, phone, city, region, groups, extra = {}], at) => ({
  key: `sample-${String(at + 1).padStart(2, '0')}`,
  first,
  last,
  phone,
  email: extra.noEmail === true ? null : `${plain(first)}.${plain(last)}@example.com`,
  company: extra.company ?? null,
  city,
  region,
  language: extra.language ?? 'en',
  consent: extra.consent ?? 'yes',
  lists: sampleLists.filter((name) => groups.includes(name)),
  tags: sampleTags.map((tag) => tag.name).filter((name) => groups.includes(name)),
  label: extra.label ?? null,
  optedOut: extra.optedOut ?? false,
}));
