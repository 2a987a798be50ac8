import type { CustomField, StandardFieldKey } from './fields.ts';

/**
 * Where a column of a file goes. `other_phone` and `other_email` take further addresses and may be used several times;
 * everything else holds one value per contact.
 */
export type ImportTarget = StandardFieldKey | 'other_phone' | 'other_email' | 'tags' | 'consent' | `custom:${string}` | 'ignore';

/** Header names in English, Spanish, German, French and Portuguese, without accents, spaces and punctuation. */
const synonyms: readonly (readonly [ImportTarget, string])[] = [
  [
    'first_name',
    'firstname fname first givenname given forename christianname vorname rufname prenom nombres primernombre nombredepila primeironome',
  ],
  [
    'last_name',
    'lastname lname last surname familyname family nachname familienname zuname nomdefamille apellido apellidos sobrenome ultimonome apelido',
  ],
  [
    'full_name',
    'fullname name names contactname contact displayname person member membername patientname customername clientname vollername vollstandigername nomcomplet nomprenom nombre nombrecompleto nombreyapellido nombreyapellidos nome nomecompleto nom',
  ],
  [
    'phone',
    'phone phonenumber phoneno phonenum phone1 primaryphone mainphone tel telno telephone telephonenumber number contactnumber contactno mobile mobilephone mobilenumber mobileno cell cellphone cellnumber cellphonenumber sms smsnumber textnumber telefon telefonnummer telefonnr rufnummer handy handynummer handynr mobil mobilnummer mobiltelefon telephoneportable numerodetelephone portable telephonemobile gsm telefono numerodetelefono telefonomovil movil celular numerodecelular telefone numerodetelefone telemovel',
  ],
  [
    'other_phone',
    'homephone homenumber workphone worknumber businessphone officephone otherphone phone2 phone3 secondaryphone alternatephone altphone landline telefonprivat telefongeschaftlich festnetz telephonefixe fixe telefonofijo telefonocasa telefonotrabajo telefonefixo',
  ],
  [
    'email',
    'email emailaddress emailid email1 mail mailaddress primaryemail emailadresse mailadresse courriel adresseemail adressemail adresseelectronique correo correoelectronico emaildelcontacto correioeletronico enderecodeemail',
  ],
  ['other_email', 'email2 email3 secondaryemail otheremail workemail homeemail personalemail alternateemail'],
  [
    'company',
    'company companyname organization organisation org business employer account accountname firma unternehmen societe entreprise empresa compania organizacion organizacao',
  ],
  [
    'address_line1',
    'address address1 addressline1 street streetaddress street1 mailingaddress homeaddress strasse anschrift adresse rue direccion calle domicilio endereco rua morada logradouro',
  ],
  [
    'address_line2',
    'address2 addressline2 street2 apt apartment unit suite adresszusatz complementdadresse complement complemento',
  ],
  ['city', 'city town locality suburb ort stadt wohnort ville commune ciudad localidad municipio poblacion cidade'],
  [
    'region',
    'state province region county stateprovince stateregion bundesland kanton departement provincia estado comunidadautonoma uf',
  ],
  ['postal_code', 'zip zipcode postalcode postcode postal plz postleitzahl codepostal cp codigopostal cep'],
  ['country', 'country countrycode nation land staat pays pais'],
  ['language', 'language lang locale preferredlanguage sprache langue idioma lengua lingua'],
  ['time_zone', 'timezone tz zeitzone fuseauhoraire zonahoraria husohorario fusohorario'],
  [
    'birthday',
    'birthday birthdate dateofbirth dob bday born geburtstag geburtsdatum geboren anniversaire datedenaissance naissance cumpleanos fechadenacimiento nacimiento aniversario datadenascimento nascimento',
  ],
  [
    'external_id',
    'id externalid customerid contactid memberid membernumber memberno patientid personid userid clientid recordid reference ref crmid kundennummer mitgliedsnummer mitgliedsnr numeroclient numerodesocio numerodecliente matricula',
  ],
  [
    'notes',
    'notes note comments comment remarks remark memo description notizen notiz bemerkung bemerkungen anmerkung anmerkungen remarques commentaire commentaires notas comentarios comentario observaciones observacoes',
  ],
  [
    'tags',
    'tags tag labels label groups group segments segment categories schlagworter gruppe gruppen etiquettes groupe groupes etiquetas etiqueta grupo grupos',
  ],
  [
    'consent',
    'consent optin optedin optinstatus optstatus smsoptin smsconsent smsoptinstatus textoptin marketingconsent consentstatus subscribed subscriptionstatus subscription permission permissiontotext oktotext cantext agreed einwilligung zustimmung einverstanden optinsms consentement accord consentimiento aceptasms suscrito consentimento aceitasms',
  ],
];

const targetBySynonym: ReadonlyMap<string, ImportTarget> = new Map(
  synonyms.flatMap(([target, words]) => words.split(' ').map((word) => [word, target] as const)),
);

/** Phones are tried in this order when a file has several columns of them: one that gets texts comes first. */
const mobileWords = /mobil|cell|sms|text|handy|celular|movil|portable|telemovel|gsm/;
const phoneWords = /phone|telefon|telephon|fono|^tel/;
/** Longer headers that ask for agreement: "Agreed to texts", "May we text you?". */
const consentWords = /consent|agree|opt(ed)?in|permission|maywetext|wantstexts|subscribe/;
const emailWords = /e?mail|courriel|correo/;

/** Headers that mean a family name beside a first name, a first name beside a family name, and the full name alone. */
const bareNames: ReadonlySet<string> = new Set(['name', 'nom', 'nombre', 'nome']);

/** The letters and digits of a header, lower case, without accents. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

export function isBareName(header: string): boolean {
  return bareNames.has(headerKey(header));
}

export function isMobileHeader(header: string): boolean {
  return mobileWords.test(headerKey(header));
}

export interface HeaderMatch {
  readonly target: ImportTarget;
  readonly confidence: 'high' | 'medium';
}

/** What a header says; null when it says nothing known. A custom field's own label or key comes first. */
export function matchHeader(header: string, customFields: readonly CustomField[]): HeaderMatch | null {
  const key = headerKey(header);
  if (key === '') return null;
  const custom = customFields.find((field) => headerKey(field.label) === key || headerKey(field.key) === key);
  if (custom) return { target: `custom:${custom.key}`, confidence: 'high' };
  const exact = targetBySynonym.get(key);
  if (exact !== undefined) return { target: exact, confidence: 'high' };
  if (key.length > 40) return null;
  // Consent to e-mail or calls is not consent to texts.
  if (consentWords.test(key) && !/mail|call|voice|post|date|time|when|source|how|note/.test(key))
    return { target: 'consent', confidence: 'medium' };
  if (emailWords.test(key) && !/consent|opt|status|date/.test(key)) return { target: 'email', confidence: 'medium' };
  if ((phoneWords.test(key) || /mobil|cell|handy|celular|movil/.test(key)) && !/consent|opt|status|type|carrier|date/.test(key)) {
    return { target: 'phone', confidence: 'medium' };
  }
  return null;
}
