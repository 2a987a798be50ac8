const areas = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228];
const first = ['Ann', 'Bob', 'Carla', 'Dmitri', 'Élodie', 'Farid', 'Grace', 'Hiro', 'Ines', 'João'];
const last = ['Example', 'Sample', 'Testman', "O'Test", 'van der Probe', 'Muster', 'Prueba', 'Essai'];

/** A number of the exchange that fiction uses, written as people write it. */
function phone(n: number): string {
  const area = areas[n % areas.length] ?? 202;
  const line = String(Math.floor(n / areas.length) % 10_000).padStart(4, '0');
  // Beyond the 200,000 numbers of exchange 555 others of the same look follow.
  const exchange = 555 + Math.floor(n / (areas.length * 10_000));
  switch (n % 5) {
    case 0:
      return `(${area}) ${exchange}-${line}`;
    case 1:
      return `${area}-${exchange}-${line}`;
    case 2:
      return `+1 ${area} ${exchange} ${line}`;
    case 3:
      return `${area}.${exchange}.${line}`;
    default:
      return `1${area}${exchange}${line}`;
  }
}

function birthday(n: number): string {
  const month = String(1 + (n % 12)).padStart(2, '0');
  const day = String(1 + (n % 28)).padStart(2, '0');
  const year = 1940 + (n % 65);
  return n % 3 === 0 ? `${year}-${month}-${day}` : n % 3 === 1 ? `${month}/${day}/${year}` : '';
}

/** One row: of a hundred, one repeats an earlier person, one has a number that is none, one has three numbers in its cell. */
function row(n: number): string {
  const who = n % 100 === 99 ? n - 50 : n;
  const number =
    n % 100 === 98 ? 'call office' : n % 100 === 97 ? `${phone(who)} / ${phone(who + 20)} / ${phone(who + 40)}` : phone(who);
  const name = `${first[who % first.length]} ${last[who % last.length]}${who}`;
  const quoted = n % 10 === 0 ? `"${name}, Jr."` : name;
  const consent = n % 4 === 0 ? '' : n % 50 === 1 ? 'no' : 'Yes';
  const email = n % 100 === 98 ? '' : `Person${who}@Example.com`;
  const id = n % 100 === 98 ? '' : `M-${who}`;
  return `${id},${quoted},${number},${email},Company ${who % 500},Springfield ${who % 300},${birthday(who)},${consent}\r\n`;
}

/** A CSV file of people as they come, made while it is read. */
export function* contactsCsv(count: number): Generator<Buffer> {
  let text = 'Member no,Name,Mobile,E-Mail,Company,City,Birthday,SMS opt-in\r\n';
  for (let n = 0; n < count; n += 1) {
    text += row(n);
    if (text.length > 65_536) {
      yield Buffer.from(text);
      text = '';
    }
  }
  yield Buffer.from(text);
}
