/** One or two letters for a person: `Mara Lind` → `ML`, `it@halden.example` → `I`. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .split(/[\s._-]+/)
    .filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = words[0] ?? '?';
  // A number at the end tells people of one name apart; it is no name.
  const last = words.slice(1).findLast((word) => /\p{L}/u.test(word));
  return [first, last]
    .map((word) => (word === undefined ? '' : String.fromCodePoint(word.codePointAt(0) ?? 0x20)))
    .join('')
    .toUpperCase();
}
