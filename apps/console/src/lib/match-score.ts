/**
 * How well `query` finds `text`: 0 is not at all, higher is better. Whole words and beginnings win; letters in order
 * with gaps ("opphist" finds "Opportunity History") come last.
 */
export function matchScore(query: string, text: string): number {
  const wanted = query.trim().toLowerCase();
  const within = text.toLowerCase();
  if (wanted === '') return 1;
  if (within === wanted) return 100;
  if (within.startsWith(wanted)) return 80;
  const place = within.indexOf(wanted);
  if (place > 0) return /[\s_.-]/.test(within.charAt(place - 1)) ? 60 : 40;
  let from = 0;
  for (const letter of wanted.replaceAll(/\s+/g, '')) {
    from = within.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return 10;
}
