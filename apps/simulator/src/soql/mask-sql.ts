import type { FieldDefinition } from '../org/schema/types.ts';

/** As long as an encrypted text can be. */
const LONGEST = 175;
/** What stands before the characters that are shown, and how many those are. */
const PATTERNS: Readonly<Record<string, readonly [before: string, shown: number]>> = {
  creditCard: ['####-####-####-', 4],
  ssn: ['###-##-', 4],
  sin: ['###-###-', 3],
  nino: ['## ## ## ## #', 0],
};

/**
 * An encrypted text as those see it who may not view encrypted data. Source: Salesforce Help, "Classic Encryption for Custom
 * Fields": mask types.
 */
export function maskSql(field: FieldDefinition, column: string): string {
  const { type, character } = field.mask ?? { type: 'all', character: '*' };
  const pattern = PATTERNS[type];
  if (pattern !== undefined) {
    const [before, shown] = pattern;
    const text = `'${before.replaceAll('#', character)}'`;
    // SQL's || makes null of null.
    return shown === 0 ? `(${text} || substr(${column}, 1, 0))` : `(${text} || substr(${column}, -${shown}))`;
  }
  const hidden = type === 'lastFour' ? `max(length(${column}) - 4, 0)` : `length(${column})`;
  const rest = type === 'lastFour' ? `substr(${column}, -4)` : `''`;
  return `(substr('${character.repeat(LONGEST)}', 1, ${hidden}) || ${rest})`;
}
