/** Same rule as the server's `WorkspaceSlug`, which is zod and stays out of the bundle. */
const SLUG = /^[a-z][a-z0-9_]{1,39}$/;

export function isSlug(text: string): boolean {
  return SLUG.test(text);
}

/** A slug made of a name: `Müller & Söhne` → `muller_sohne`. May be too short to be valid. */
export function toSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/_+$/, '');
}
