/** E-mail addresses as people type them: separated by commas, semicolons, spaces or lines; each once. */
export function splitAddresses(text: string): {
  readonly addresses: readonly string[];
  readonly wrong: readonly string[];
} {
  const parts = [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];
  const isAddress = (part: string): boolean => /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(part);
  return { addresses: parts.filter(isAddress), wrong: parts.filter((part) => !isAddress(part)) };
}
