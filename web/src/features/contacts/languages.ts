/** Languages that are offered; another that a contact has already stays choosable. */
const codes =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr ht hu hy id ig is it ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my nb ne nl om pa pl ps pt pt-BR ro ru rw si sk sl so sq sr sv sw ta te th ti tr uk ur uz vi wo xh yo zh zh-Hant zu'.split(
    ' ',
  );

/** Languages by name, for a Select. */
export function languageChoices(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  return codes.map((value) => ({ value, label: names.of(value) ?? value })).sort((a, b) => a.label.localeCompare(b.label));
}

export function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
}
