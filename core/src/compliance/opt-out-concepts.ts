/**
 * What each word of a text is about, for opt-out-frames: one letter a word, English and Spanish alike, since many people mix them. By kinds
 * of words and by stems with their endings, not by phrases, so that a sentence nobody thought of is read too.
 *
 * `E` ends · `N` not, `n` no · `w` without · `G` sending (texting, mandar) · `C` send (text, manden) · `V` text, message, contact: word and deed · `M` messages ·
 * `X` these, this, it, nothing · `R` removes · `r` takes, with `F` off · `q` from · `L` list · `P` me, my number · `W` wants · `g` gets · `k` keeps ·
 * `A` again, more · `D` must · `K` can · `H` how · `I` I, we · `Y` you · `3` somebody else · `B` lawyer, report, block · `O` another, next · `i` if ·
 * `S` said · `s` said stop · `f` still · `v` times · `T` until, before · `U` a thing of another kind · `z` miss · `j` add · `h` here · `b` bot · `a` a, an · `t` to · `d` small words ·
 * `y` ya · `&` and · `o` any other
 */
export type Concept = string;

/** Phrases that are one thing; `@` and a letter is that letter. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/ (?:reach(?:es)? out|hit (?:me )?up|hmu|blow(?: me)? up|get in touch)(?= )/g, ' @C'],
  [/ (?:reaching out|hitting (?:me |us )?up|blowing(?: me| us)? up|getting in touch)(?= )/g, ' @G'],
  [/ (?:turn|switch|shut|knock|lay|call) off(?= )/g, ' @E'],
  [/ (?:cut it out|make (?:it|them|these|this|that|it all) (?:go away|disappear|stop)|knock it off)(?= )/g, ' @E @X'],
  [/ block me(?= )/g, ' @R @P'],
  [/^ (?:exit|leave|quit|salir|salirme)(?= (?:the|this|your|del|de|este|la|el) )/g, ' @F'],
  [/ (?:the|this|an|that) (?:end|stop|halt)(?= )/g, ' @o'],
  [/ (?:al|el|por|buen|gran) fin(?= )/g, ' @o'],
  [/ (?:termina|terminan|acaba|acaban)(?= )/g, ' @o'],
  [/ (?:me|us) out(?= $)/g, ' @P @o'],
  [
    / hear (?:any more |more |anything |anything else |anything more )?(?:about|from) (?:your|you|yall|this|these)(?= )/g,
    ' @g @Y',
  ],
  [/ saber (?:nada )?(?:mas )?(?:nada )?(?:de|sobre) (?:ustedes|usted|sus|tus|ti|esto)(?= )/g, ' @g @Y'],
  [
    / (?:said|texted|replied|sent|typed|wrote|answered|puse|mande|envie|respondi|conteste|escribi|dije) (?:the word |la palabra |you |you to |les )?(?:stop|alto|baja|unsubscribe)(?= )/g,
    ' @s',
  ],
  [/ talking to (?:me|us)(?= )/g, ' @G'],
  [/ being (?:texted|messaged|contacted|notified|bothered|spammed|harassed)(?= )/g, ' @G'],
  [/ nada de(?= )/g, ' @n'],
  [/ recibirl[oa]s?(?= )/g, ' @g @X'],
  [/ dont (?:write|text|message|reply|respond) back(?= )/g, ' @N @C @A'],
  [/ (?:vuelvan|vuelva|vuelvas|vuelven|volver|volvieran) a(?= )/g, ' @A'],
  [/ (?:aqui|here)(?= $)/g, ' @h'],
  [/ (?:it|you|u|they) contacts(?= (?:me|us) )/g, ' @X @C'],
  [/ rather (?:that )?you (?:didnt|did not|not|dont|do not)(?= )/g, ' @N'],
  [
    / no (?:text|message|invite|reply|ping|hit|contact|bother|send|write|respond|notify|disturb|bug|pester|annoy|spam|sms)(?= )/g,
    ' @o @M',
  ],
  [/ (?:cut out|knock it off with|be done|get rid|put an end|put a stop|poner fin|pongan fin|ponga fin)(?= )/g, ' @E'],
  [/ (?:no need|dont need|ion want|ion need)(?= )/g, ' @N @W'],
  [/ (?:do not|does not|did not|no longer|not anymore|would rather not|rather not|prefer not)(?= )/g, ' @N'],
  [
    / (?:hace falta|hacen falta|es necesario|tengo interes|doy permiso|me interesa|me gustaria|interested in|any interest in)(?= )/g,
    ' @W',
  ],
  [
    / (?:otra vez|de nuevo|nunca mas|jamas|any more|any longer|ever again|from now on|de ahora en adelante|en adelante|in the future)(?= )/g,
    ' @A',
  ],
  [/ (?:tiene|tienen|debe|deben|have|has|need|needs|ought) (?:que|to)(?= )/g, ' @D'],
  [
    / (?:both (?:of )?)?(?:my|our|this|these|the|that|his|her|mi|mis|este|ese|el|nuestro|nuestros)(?: (?:cell|phone|telephone|mobile|home|work|personal|husbands|wifes|moms|mothers|dads|kids|sons|daughters))? (?:numbers?|phone|telephone|cell|mobile|line|cellphone|name|info|information|details|contact info|numeros?|telefonos?|celular(?:es)?|cel|movil|linea|nombre|datos|contacto)(?: (?:de telefono|number))?(?= )/g,
    ' @P',
  ],
  [/ my (?:wife|husband|mom|mother|mum|dad|father|kids?|children|family) and (?:me|i)(?= )/g, ' @P'],
  [
    / (?:mi|my) (?:ex|boss|sister|brother|son|daughter|cousin|neighbors?|landlord|friend|vecinos?|jefe|prim[oa]|herman[oa]|hij[oa]|novi[oa]|amig[oa])(?= )/g,
    ' @3',
  ],
  [/ base de datos(?= )/g, ' @L'],
];

const words: Readonly<Record<string, string>> = {
  E: 'stop stops quit cease end ends halt discontinue desist refrain cancel terminate suspend disable mute basta alto fin cortala cortenla cortela corta corten corte cortar parale parenle',
  y: 'ya',
  N: 'didnt dont never not cannot wont shouldnt',
  w: 'sin without',
  n: 'no nunca jamas ni tampoco',
  G: 'texting messaging contacting sending spamming bothering harassing bugging pestering annoying hounding writing notifying disturbing stalking soliciting inviting replying responding hitting answering chatting updating informing including smsing pinging badgering',
  C: 'send bother harass bug pester annoy notify disturb invite hit ping write reply respond badger solicit',
  V: 'text message contact sms spam txt',
  M: 'texts messages mms alerts alert notifications notification reminders reminder updates communications communication correspondence blasts blast mailings announcements newsletters solicitations promos promotions ads invites devotionals verses invitations broadcasts coupons deals offers specials surveys polls quotes mensaje mensajes mensajito mensajitos texto textos aviso avisos notificacion notificaciones recordatorio recordatorios alerta alertas publicidad propaganda comunicacion comunicaciones promociones ofertas anuncios invitaciones devocionales versiculos boletines boletin envios cadenas cupones descuentos encuestas rebajas sms junk',
  X: 'this these it them those esto estos eso esos nada anything nothing something stuff everything all algo todo cosas things crap shit ninguno',
  R: 'remove removing removed delete deleting deleted erase erased unsubscribe unsubscribing unsubscribed deactivate scrub purge expunge exclude unenroll deregister unregister delist unlist omit uninvite quitan sacan borran',
  r: 'take taking taken get getting drop dropping dropped pull cross strike scratch kick bump count cut leave let put keep knock',
  F: 'off out outta fuera',
  q: 'from',
  L: 'list lists thread group groupchat chat chats system records record database rolls roll directory chain mailing contacts subscription program distribution lista listas grupo grupos sistema registro registros base contactos cadena suscripcion directorio',
  P: 'me us nos',
  W: 'want wants wanting wish need needs like care desire prefer consent agree authorize authorise accept appreciate permission interest interested quiero deseo quisiera necesito necesitamos queremos deseamos quieren autorizo acepto permito consiento gusta interesa pedi solicite',
  g: 'receive receiving have having see hear hearing be being know saber recibir recibirlos recibirlas recibiendo reciba tener lleguen llegue llegando llegarme leer ver',
  k: 'keep keeps continue continuing persist sigan siga sigas seguir siguen sigue continuen continuar',
  A: 'again anymore more further ever nunca mas else longer additional never',
  D: 'must should better gotta deben debe deberian',
  K: 'can could would will puede pueden puedes podria podrian podrias podeis quieren may',
  H: 'how cuantas cuantos cuanto way where what which who como manera forma donde modo',
  I: 'i we yo nosotros ive weve',
  Y: 'you u yall ustedes usted vos',
  '3': 'he she they him his hers theirs people someone somebody everyone neighbor neighbors kids scammer ella ellos ellas alguien gente collector company guy girl',
  B: 'lawyer attorney attorneys police fcc ftc tcpa bbb sue suing report reporting reported block blocking blocked court lawsuit legal complaint complaints queja quejas authorities abogado abogada policia demanda demandar demando denunciar denuncio denuncia denuncie reportar reporto reportados bloquear bloqueo bloqueados profeco',
  O: 'another next otro otra proxima proximo one',
  i: 'if si cuando',
  S: 'said told texted replied typed sent asked wrote responded answered dije dijimos puse pedi escribi respondi decir decirles decirle',
  f: 'still siguen sigue yesterday ayer',
  v: 'times veces',
  T: 'until till before after during while when tonight tomorrow hasta antes despues durante mientras manana noche temprano tarde late early back yet lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday weekend',
  U: 'facebook instagram whatsapp iphone android netflix gmail youtube tiktok spotify app apps bank banco email emails correo correos magazine gym gimnasio potluck waitlist waiting espera guest schedule roster shift ushers usher mortgage hipoteca lease class appointment cita order orden pedido ticket tickets boleto boletos menu',
  z: 'miss missing lose losing perder perderme perdermelos',
  j: 'add include incluyan incluya incluyas agreguen agregue agregues agregar metan anadan',
  a: 'a an un una',
  t: 'to 2 para',
  d: 'the your ur of with for about on at in by my our any so such that its hoy with w via up your que de del la las los lo el en con por su sus tus mi se le les al ese esa esas estas esta este is are was been too also just too ese sean sea ser esten estar',
  h: 'aqui here',
  b: 'bot robot chatbot ai ia asistente assistant maquina machine computer computadora',
  '&': 'and or but so because as y o pero porque since cause',
};

const byWord: ReadonlyMap<string, Concept> = new Map(
  // The first that names a word has it.
  Object.entries(words)
    .reverse()
    .flatMap(([concept, list]) => list.split(' ').map((word) => [word, concept] as const)),
);

/** Verbs of Spanish by stem; their forms of asking (manden, mandes, mandeis, mandaran) and naming (mandar, mandando). */
const asked = { ar: '(?:e|es|en|eis|ese|esen|ara|aran|aras)', er: '(?:a|as|an|ais|iera|ieran|ieras)' } as const;
const told = { ar: '(?:a|ad|en|e)', er: '(?:e|an|a|id|ed)' } as const;
const named = { ar: '(?:ar|ando)', er: '(?:er|ir|iendo)' } as const;
const clitic = '(?:me|nos|le|les|lo|la|los|las|melo|melos|melas|noslo|noslos)?';

const sendingAr =
  'mand|envi|text|texte|texti|mensaje|contact|contest|molest|chingu|ching|invit|avis|notific|notifiqu|fastidi|acos|hostig|llen|spame|spamme|busqu|jodi|insist|record|inform|convid|mensaj';
const sendingEr = 'escrib|jod|insist|romp|distribu';
const endingAr =
  'dej|par|ces|termin|acab|suspend|deteng|cancel|desactiv|deshabilit|inhabilit|apag|apagu|silenci|evit|abstengans|abstengas|anul|finalic|fren';
const endingEr = 'suspend|deten|deteng|interrump';
const removingAr =
  'quit|sac|saqu|borr|bor|elimin|retir|remuev|suprim|desuscrib|desinscrib|excluy|baj|tach|olvid|descart|desvincul|desapunt|ech';
const removingEr = 'remuev|remov|desuscrib|suprim|excluy|excluir|desinscrib';

const form = (stems: string, conjugation: 'ar' | 'er', ...endings: Readonly<Record<'ar' | 'er', string>>[]): string =>
  `(?:${stems})(?:${endings.map((ending) => ending[conjugation]).join('|')})`;

const spanish: readonly (readonly [RegExp, Concept])[] = [
  [new RegExp(`^(?:${form(sendingAr, 'ar', named)}|${form(sendingEr, 'er', named)})${clitic}$`), 'G'],
  [new RegExp(`^(?:${form(sendingAr, 'ar', asked)}|${form(sendingEr, 'er', asked)})$`), 'C'],
  [new RegExp(`^(?:${form(endingAr, 'ar', asked, told, named)}|${form(endingEr, 'er', asked, told, named)})$`), 'E'],
  [new RegExp(`^(?:${form(removingAr, 'ar', asked, told, named)}|${form(removingEr, 'er', asked, told, named)})$`), 'R'],
];

/** quitenme: quiten me. */
const enclitic = new RegExp(
  ` ((?:${endingAr}|${removingAr}|${removingEr})(?:e|en|a|ar|er|ir|ad|id|an)|dar|den|de|da)(me|nos|los|las|lo|la)(?= )`,
  'g',
);

/** One letter for each word of a clause, as opt-out-text made it (plain words with single spaces). */
export function conceptsOf(clause: string): string {
  let text = ` ${clause} `.replace(
    enclitic,
    (_, verb: string, who: string) => ` ${verb} ${/^(?:me|nos)$/.test(who) ? 'me' : 'it'}`,
  );
  for (const [phrase, letter] of phrases) text = text.replace(phrase, letter);
  return (
    text
      .trim()
      .split(' ')
      .map((word) =>
        /^[0-9]+$/.test(word)
          ? 'd'
          : word.startsWith('@')
            ? word.slice(1)
            : (byWord.get(word) ?? spanish.find(([verb]) => verb.test(word))?.[1] ?? 'o'),
      )
      .join('')
      // An appointment's reminders are reminders.
      .replace(/U(?=M)/g, 'd')
  );
}
