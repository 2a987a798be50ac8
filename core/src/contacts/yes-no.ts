/** Lower case without accents, punctuation and doubled spaces, so that `Sí!` and `SI` are the same word. */
function simplify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}✓✔☑✅✗✘❌☐]+/gu, ' ')
    .trim();
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(','));

/** English, Spanish, German, French, Portuguese, Italian, Dutch and ticks. */
const yesWords = set('yes,y,true,t,1,on,x,✓,✔,☑,✅,ok,si,s,verdadero,cierto,ja,j,wahr,oui,o,vrai,sim,verdadeiro,vero,waar');
const noWords = set('no,n,false,f,0,off,✗,✘,❌,☐,falso,nein,falsch,non,faux,nao,nee,onwaar');

/** True, false, or null when the text is neither. */
export function parseYesNo(text: string): boolean | null {
  const word = simplify(text);
  if (yesWords.has(word)) return true;
  return noWords.has(word) ? false : null;
}

const consentYes = set(
  'opted in,opt in,optin,optedin,in,subscribed,subscriber,agreed,agree,agrees,consent,consented,consent given,given,granted,accepted,accepts,confirmed,allowed,allow,permission,express,acepta,aceptado,suscrito,aceito,inscrito,einverstanden,zugestimmt,abonne,inscrit,accord',
);
const consentNo = set(
  'opted out,opt out,optout,optedout,out,unsubscribed,unsubscribe,stop,stopped,declined,decline,refused,revoked,withdrawn,denied,blocked,do not contact,do not text,dnc,never,removed,cleaned,rechazado,baja,recusado,abgemeldet,abgelehnt,desabonne,refus',
);
const consentUnknown = set(
  ',unknown,n a,na,none,null,not set,pending,asked,not asked,not specified,unspecified,desconocido,unbekannt,inconnu,desconhecido',
);

/**
 * What a consent column says. Blank and "pending" are unknown: nobody is texted on the strength of an empty cell.
 * Null when the text says nothing known; treat it as unknown and tell the member.
 */
export function parseConsent(text: string): 'yes' | 'no' | 'unknown' | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const consent = readConsent(text);
  if (remembered.size < 1000) remembered.set(text, consent);
  return consent;
}

/** A column repeats few values in all of its rows. */
const remembered = new Map<string, Consent>();

type Consent = 'yes' | 'no' | 'unknown' | null;

function readConsent(text: string): Consent {
  const word = simplify(text);
  if (consentUnknown.has(word)) return 'unknown';
  if (consentYes.has(word)) return 'yes';
  if (consentNo.has(word)) return 'no';
  const answer = parseYesNo(text);
  return answer === null ? null : answer ? 'yes' : 'no';
}
