/** The vocabulary of opt-out by meaning: words of texting, and how people misspell them. Plain ASCII, as opt-out-text makes it. */

/** What is sent. Both languages at once: many people mix them. */
const message =
  'texts?|texting|messages?|messaging|sms|mms|alerts?|notifications?|notices?|reminders?|updates?|communications?|correspondence|spam|blasts?|' +
  'mensajes?|mensajitos?|textos?|avisos?|notificaciones|notificacion|recordatorios?|alertas?|publicidad|propaganda|comunicaciones';

/** What may stand before it: these, any more of your, all those stupid daily. */
const determiner =
  'the|these|those|this|that|whatever|whichever|every|your|ur|any|anymore|all|more|of|such|further|future|other|many|so|my|with|to|from|for|daily|weekly|constant|annoying|unwanted|' +
  'unsolicited|stupid|dumb|political|automated|automatic|group|text|sms|phone|mass|promotional|marketing|random|kind|kinds|type|types|no|' +
  'los|las|el|la|un|una|estos|estas|este|esta|esos|esas|sus|su|tus|tu|mis|mas|todos|todas|con|de|del|tantos|ningun|ninguna|otro|otros';

const object =
  'me|us|my (?:cell|phone|number|mom|mother|dad|father|wife|husband|son|daughter|kid|child|parents|grandma|grandmother)(?: number)?|our (?:phone|number|house)|this (?:number|phone|line|cell)(?: number)?|' +
  'her|him|here';

const name =
  'my (?:name|number|cell|phone|phone number|cell number|mobile|mobile number|info|information|contact|contact info|contact information|data|details|profile)(?: and (?:name|number|info))?|' +
  'this (?:number|phone|phone number|cell|cell number|line|contact)|our (?:number|name|info)|his number|her number|their number|the number|number';

const list =
  '(?:{det} )*(?:(?:mailing|texting|text|contact|contacts|call|calling|phone|distribution|subscriber|subscription|sms|email|broadcast|message|messaging|notification|spam|group) )*' +
  '(?:list|lists|group|group chat|chat|thread|system|systems|database|data base|records|contacts|directory|distribution|program|subscription|address book|here|this|it|everything|all|roll|rolls|lista|listas|grupo|{msg})';

/** Named parts of patterns. A part may name another. */
const parts: Readonly<Record<string, string>> = {
  msg: message,
  det: determiner,
  obj: object,
  name,
  list,
  /** The end of a clause. */
  end: '(?= [.?,])',
  /** Up to six words of the same clause. */
  gap: '(?:[a-z0-9]+ )*',
  stop: 'stop|quit|cease|discontinue|desist|desist from|refrain|refrain from|halt|avoid|knock off|cut out',
  contacting:
    'texting|messaging|contacting|sending|spamming|bothering|harassing|bugging|pestering|annoying|hounding|writing|notifying|emailing|sms|blowing up|hitting up|hitting|' +
    'reaching out|communicating|disturbing|stalking|soliciting|mandando|enviando|escribiendo|texteando',
  contact:
    'text|message|contact|sms|spam|bother|harass|notify|disturb|bug|pester|solicit|reach out to|communicate with|hit up|write to|write',
  never:
    'dont|do not|never|dont ever|do not ever|not ever|shall not|may not|must not|no longer|cannot|should not|dont you|dont you dare|better not',
  // Spanish
  dejar:
    'dejen|deje|deja|dejar|dejaran|dejara|paren|pare|para|parar|pararan|parenle|parele|cesen|cese|eviten|evite|evitar|abstenganse|abstengase|basta|terminen|termine',
  mandar:
    'mandar|enviar|escribir|textear|textiar|contactar|molestar|avisar|notificar|acosar|hostigar|fastidiar|llamar y mandar|llamar y escribir|mensajear',
  mande:
    'manden|mande|mandes|mandar|envien|envie|envies|enviar|escriban|escriba|escribas|escribir|contacten|contacte|contactes|contactar|texteen|textee|textees|textien|textie|texties|textear|' +
    'molesten|moleste|molestes|molestar|avisen|avise|avises|avisar|notifiquen|notifique|mensajeen|mensajees|escribieran|mandaran|enviaran',
  quitar: 'quit|sac|borr|elimin|remuev|remov|desuscrib|desinscrib|excluy|descart|baj',
  numero:
    '(?:mi|este|ese|el|nuestro|su|mis|nuestros) (?:numero|telefono|celular|cel|nombre|contacto|datos|numero de telefono|numeros)',
  lista:
    '(?:la|esta|su|esa|tu|este|ese|sus|el|esto|de|del|sus|aqui|todo|todos|los|las|estos|una|programa|servicio|{msg}|lista|grupo|chat|sistema|registro|base)',
};

/** Makes a pattern of the rules into an expression: `{msg}` and so on stand for the parts above; words match whole. */
export function compilePattern(pattern: string): RegExp {
  let source = pattern;
  for (let depth = 0; /\{[a-z]+\}/.test(source); depth += 1) {
    if (depth > 5) throw new Error(`The pattern ${pattern} names itself.`);
    source = source.replace(/\{([a-z]+)\}/g, (_, part: string) => {
      const words = parts[part];
      if (words === undefined) throw new Error(`The pattern ${pattern} names an unknown part, ${part}.`);
      return part === 'end' ? words : `(?:${words})`;
    });
  }
  return new RegExp(`(?<![a-z0-9])(?:${source})(?![a-z0-9])`, 'g');
}

/** Courtesies, curses and hurry: they change nothing of what is asked. Taken out before the rules read a text. */
export const fillers: RegExp = new RegExp(
  `(?<= )(?:${[
    'please|kindly|just|thank you(?: so much| very much)?|thanks(?: so much| a lot)?|ty|thx|okay|ok|hi|hello|hey|dear|sirs?|maam|madam|yo|bruh|bro|dude|omg|fr|seriously|actually|now|right now',
    'immediately|asap|at once|already|really|fucking|fuckin|effing|freaking|damn|goddamn|bloody|well|oh|hmm|um|uh|guys|folks|people|yall|sorry|excuse me|literally|ugh|argh|ay|ayy|i beg(?: (?:you|of you))?|te lo ruego|honestly|politely|respectfully',
    'good (?:morning|afternoon|evening|day)|again i say|the hell|the fuck|tf|for the love of (?:god|christ|pete|all that is holy)|i beg you|por el amor de dios|por dios|for real|for good|have a (?:nice|good|blessed) day|god bless(?: you)?|regards|sincerely|today|completely|permanently|forever',
    'por favor|favor de|favor|gracias|muchas|mil gracias|ya(?! no )|buenas tardes|buenos dias|buenas noches|buenas|hola|senores|senor|senora|carajo|chingado|de inmediato|inmediatamente|ahora mismo|ahora|oigan|oiga|oye',
    'dios (?:los|les|te|lo) bendiga|bendiciones|disculpe|disculpen|perdon|saludos|amablemente|les ruego(?: que)?|le ruego(?: que)?|les pido(?: que)?|le pido(?: que)?|solo|saben que',
  ].join('|')})(?= )`,
  'g',
);

const corrections: Readonly<Record<string, string>> = {
  pls: 'please',
  plz: 'please',
  plez: 'please',
  plse: 'please',
  pleas: 'please',
  pleez: 'please',
  plzz: 'please',
  plss: 'please',
  u: 'you',
  ya: 'ya',
  ur: 'your',
  ure: 'you are',
  r: 'are',
  im: 'i am',
  ive: 'i have',
  id: 'i would',
  ill: 'i will',
  wanna: 'want to',
  gonna: 'going to',
  gotta: 'have to',
  dnt: 'dont',
  donot: 'do not',
  dont: 'dont',
  dun: 'dont',
  txt: 'text',
  txts: 'texts',
  txting: 'texting',
  txtn: 'texting',
  texs: 'texts',
  texing: 'texting',
  textin: 'texting',
  texted: 'texted',
  textes: 'texts',
  msg: 'message',
  msgs: 'messages',
  mesage: 'message',
  mesages: 'messages',
  messge: 'message',
  massage: 'message',
  massages: 'messages',
  messageing: 'messaging',
  messagin: 'messaging',
  msging: 'messaging',

  sendin: 'sending',
  notfications: 'notifications',
  sotp: 'stop',
  stpo: 'stop',
  tsop: 'stop',
  stopp: 'stop',
  stip: 'stop',
  stp: 'stop',
  sstop: 'stop',
  stopo: 'stop',
  st0p: 'stop',
  stap: 'stop',
  stahp: 'stop',
  stawp: 'stop',
  stoppp: 'stop',
  stopit: 'stop it',
  stope: 'stop',
  unsub: 'unsubscribe',
  unsuscribe: 'unsubscribe',
  remov: 'remove',
  rmv: 'remove',
  remve: 'remove',
  remobe: 'remove',
  numbr: 'number',
  num: 'number',
  contackt: 'contact',
  contat: 'contact',
  anymor: 'anymore',
  nomore: 'no more',
  recieve: 'receive',
  recieving: 'receiving',
  recive: 'receive',
  reciving: 'receiving',
  porfa: 'por favor',
  porfavor: 'por favor',
  porfis: 'por favor',
  xfa: 'por favor',
  xfavor: 'por favor',
  plis: 'por favor',
  q: 'que',
  k: 'que',
  ke: 'que',
  xq: 'por que',
  pq: 'por que',
  kiero: 'quiero',
  kiten: 'quiten',
  kitenme: 'quitenme',
  msj: 'mensaje',
  msjs: 'mensajes',
  mensages: 'mensajes',
  mensage: 'mensaje',
  mjs: 'mensajes',
  mensaj: 'mensaje',
  resibir: 'recibir',
  recivir: 'recibir',
  mandenme: 'mandenme',
  escrivan: 'escriban',
  escrivir: 'escribir',
  embien: 'envien',
  envies: 'envies',
  textos: 'textos',
  tex: 'text',
  texos: 'textos',
  tke: 'take',
  dela: 'de la',
  thes: 'these',
  thees: 'these',
  teh: 'the',
  grp: 'group',
  idc: 'i dont care',
  fcking: 'fucking',
  fkn: 'fucking',
  fking: 'fucking',
  d: 'de',
  nomas: 'no mas',
  agian: 'again',
  agen: 'again',
  sendng: 'sending',
  sned: 'send',
  txteen: 'texteen',
  kieren: 'quieren',
  kitar: 'quitar',
  qiero: 'quiero',
  quero: 'quiero',
  qieren: 'quieren',
  boren: 'borren',
  borenme: 'borrenme',
  kitame: 'quitame',
};

/** Long words that are misspelled in every way; one within two slips is taken for them. */
const hardWords = [
  'unsubscribe',
  'unsubscribed',
  'messages',
  'messaging',
  'notifications',
  'mensajes',
  'suscripcion',
  'subscription',
  'desuscribir',
  'desuscribirme',
  'please',
  'remove',
  'number',
  'receive',
  'contact',
  'quitenme',
  'borrenme',
  'saquenme',
];
const knownWords: ReadonlySet<string> = new Set([
  ...hardWords,
  'subscribe',
  'subscribed',
  'resubscribe',
  'message',
  'mensaje',
  'notification',
  'passages',
  'pleased',
  'pleases',
  'pleasure',
  'removed',
  'removes',
  'remover',
  'removing',
  'numbers',
  'numbered',
  'received',
  'receives',
  'receiver',
  'reside',
  'remote',
  'place',
  'contract',
  'contacts',
  'contacto',
  'contacte',
  'contacten',
  'contactos',
  'contacta',
  'quiteme',
  'borreme',
  'saqueme',
  'quitarme',
  'borrarme',
  'sacarme',
  'plate',
  'messenger',
  'descubrir',
  'subscriptions',
]);

/** Words of which people hold a key too long. */
const doubled: ReadonlySet<string> = new Set([
  'stop',
  'texting',
  'text',
  'texts',
  'quit',
  'remove',
  'unsubscribe',
  'alto',
  'basta',
  'paren',
  'no',
  'more',
]);

/** A word as it was meant. */
export function correctWord(word: string): string {
  const known = Object.hasOwn(corrections, word) ? corrections[word] : undefined;
  if (known !== undefined) return known;
  const single = word.replace(/([a-z])\1+/g, '$1');
  if (word !== 'stoop' && single !== word && doubled.has(single)) return single;
  const letters = /^[a-z]+[0][a-z]+$/.test(word) ? word.replaceAll('0', 'o') : word;
  if (letters !== word) return correctWord(letters);
  if (word.length < 5 || knownWords.has(word)) return word;
  const most = word.length > 9 ? 2 : 1;
  return (
    hardWords.find((hard) => hard[0] === word[0] && Math.abs(hard.length - word.length) <= most && slips(word, hard) <= most) ??
    word
  );
}

/** How many letters were left out, added, exchanged or swapped (Damerau and Levenshtein). */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const exchanged = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : exchanged;
      row.push(Math.min(at(row, j - 1) + 1, at(last, j) + 1, exchanged, swapped));
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
