/** Twilio's guess from where a number was registered. A few area codes suffice for a sandbox; others stay empty. */
const places: Readonly<Record<string, readonly [city: string, state: string, zip: string]>> = {
  '202': ['WASHINGTON', 'DC', '20001'],
  '206': ['SEATTLE', 'WA', '98101'],
  '212': ['NEW YORK', 'NY', '10001'],
  '213': ['LOS ANGELES', 'CA', '90001'],
  '214': ['DALLAS', 'TX', '75201'],
  '303': ['DENVER', 'CO', '80202'],
  '305': ['MIAMI', 'FL', '33101'],
  '312': ['CHICAGO', 'IL', '60601'],
  '404': ['ATLANTA', 'GA', '30303'],
  '415': ['SAN FRANCISCO', 'CA', '94102'],
  '512': ['AUSTIN', 'TX', '73301'],
  '602': ['PHOENIX', 'AZ', '85001'],
  '617': ['BOSTON', 'MA', '02108'],
  '713': ['HOUSTON', 'TX', '77002'],
  '808': ['HONOLULU', 'HI', '96801'],
  '907': ['ANCHORAGE', 'AK', '99501'],
};
const canada: ReadonlySet<string> = new Set(['416', '604', '514', '403', '613', '204', '306', '902', '506', '709', '905', '647']);

export function geoFields(prefix: 'From' | 'To', phone: string): [string, string][] {
  const areaCode = phone.startsWith('+1') ? phone.slice(2, 5) : '';
  const [city, state, zip] = places[areaCode] ?? ['', '', ''];
  const country = areaCode === '' ? '' : canada.has(areaCode) ? 'CA' : 'US';
  return [
    [`${prefix}City`, city],
    [`${prefix}State`, state],
    [`${prefix}Zip`, zip],
    [`${prefix}Country`, country],
  ];
}
