/** Names that mean something else in an address. */
const reserved = new Set(['none', 'new', 'api', 'admin']);

/** A workspace's name as part of an address: "Grace Church, Köln" is "grace-church-koln". */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return plain === '' || reserved.has(plain) ? `workspace${plain === '' ? '' : `-${plain}`}` : plain;
}
