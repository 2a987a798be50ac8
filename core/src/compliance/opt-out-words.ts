/** The vocabulary of opt-out by meaning: words of texting. Plain ASCII, as opt-out-text makes it. */

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
