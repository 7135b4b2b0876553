/** What a formula reads. */
export interface FormulaReferences {
  /** Fields, as paths: `['Industry']`, `['Account', 'Industry']`, `['Owner:User', 'Email']`. */
  readonly paths: readonly (readonly string[])[];
  /** Its value moves with the clock: TODAY(), NOW(), TIMENOW(). */
  readonly readsClock: boolean;
  /** Things of the org or the reading user that no record tells of: `$User.Id`, `$Setup.Limit__c.Max__c`. */
  readonly globals: readonly string[];
}

const CLOCK = new Set(['TODAY', 'NOW', 'TIMENOW']);
const CONSTANTS = new Set(['TRUE', 'FALSE', 'NULL']);

/**
 * Texts and comments are passed over; names are what is left.
 * Source: Salesforce Help, "Formula Operators and Functions"; "Elements of a Formula" (comments, merge fields with `.`, `:` for
 * polymorphic owners, `$` for globals).
 */
const TOKEN =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\/|\$?[A-Za-z_]\w*(?::\w+)?(?:\s*\.\s*\w+(?::\w+)?)*(\s*\()?|[\s\S]/g;

/** Reads a formula's text for what it hangs on. It is not checked: Salesforce compiled it. Pure. */
export function parseReferences(formula: string): FormulaReferences {
  const paths = new Map<string, readonly string[]>();
  const globals = new Set<string>();
  let readsClock = false;
  for (const match of formula.matchAll(TOKEN)) {
    const token = match[0];
    if (!/^[$A-Za-z_]/.test(token)) continue;
    if (match[1] !== undefined) {
      if (CLOCK.has(token.slice(0, -match[1].length).trim().toUpperCase())) readsClock = true;
      continue;
    }
    const name = token.replace(/\s+/g, '');
    if (name.startsWith('$')) globals.add(name);
    else if (!CONSTANTS.has(name.toUpperCase())) paths.set(name.toLowerCase(), name.split('.'));
  }
  return { paths: [...paths.values()], readsClock, globals: [...globals] };
}
