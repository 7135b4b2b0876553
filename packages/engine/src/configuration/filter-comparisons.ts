/** One comparison of a row filter with texts: `Owner.Username IN ('a', 'b')`. */
export interface FilterComparison {
  readonly path: readonly string[];
  /** Unescaped; of INCLUDES and EXCLUDES each value of a combination by itself. */
  readonly values: readonly string[];
}

/** Source: SOQL and SOSL Reference, "Comparison Operators", "Quoted String Escape Sequences". */
const TOKEN = /'(?:\\.|[^'\\])*'|[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*|[<>!]=|<>|[\s\S]/g;
const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'like', 'includes', 'excludes', 'null', 'true', 'false']);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads the comparisons of a SOQL condition with texts; LIKE is none, it names nothing. Pure. */
export function readComparisons(filter: string): FilterComparison[] {
  const tokens = (filter.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
  const found: FilterComparison[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!/^[A-Za-z_]/.test(token) || KEYWORDS.has(token.toLowerCase())) continue;
    let next = index + 1;
    if (tokens[next]?.toLowerCase() === 'not') next += 1;
    const operator = tokens[next]?.toLowerCase() ?? '';
    const raw = ['=', '!=', '<>'].includes(operator)
      ? [tokens[next + 1] ?? '']
      : ['in', 'includes', 'excludes'].includes(operator)
        ? listOf(tokens, next + 1)
        : [];
    const texts = raw.filter((value) => value.startsWith("'")).map(unescape);
    const values =
      operator === 'includes' || operator === 'excludes' ? texts.flatMap((text) => text.split(';')) : texts;
    if (values.length > 0) found.push({ path: token.split('.').map((part) => part.trim()), values });
  }
  return found;
}

function listOf(tokens: readonly string[], start: number): string[] {
  if (tokens[start] !== '(') return [];
  const end = tokens.indexOf(')', start);
  return tokens.slice(start + 1, end === -1 ? undefined : end);
}

function unescape(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (_all, character: string) => ESCAPES[character] ?? character);
}

/** A text as it stands in SOQL. */
export function toSoqlText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}
