import type { SaveContext } from '../save/save-context.ts';
import type { RowChange } from '../save/save-context.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { DuplicateRuleSetup } from '../setup/org-setup.ts';
import { SYSTEM_USER_ID } from '../system-user.ts';
import type { Row } from '../types.ts';
import { matchKey } from './matching.ts';

/** More are not looked for. Source: SOAP API Developer Guide, DuplicateResult. */
const MAX_MATCHES = 100;

/** Live rows that the rule takes for the same as this one. */
export function findDuplicates(context: SaveContext, change: RowChange, rule: DuplicateRuleSetup): Row[] {
  const model = context.schema.get(rule.matchObject);
  if (model === undefined) return [];
  const wanted = rule.fields.map((field) => ({
    ...field,
    key: matchKey(field.method, change.row[change.model.field(field.field)?.name ?? ''] ?? null),
    stored: model.field(field.matchField)?.name,
  }));
  if (wanted.some(({ stored }) => stored === undefined)) return [];
  if (wanted.every(({ key }) => key === null)) return [];
  if (wanted.some(({ key, matchBlankFields }) => key === null && !matchBlankFields)) return [];
  const found: Row[] = [];
  for (const row of candidates(context, model, wanted, change)) {
    if (row['Id'] === change.row['Id']) continue;
    const same = wanted.every(
      ({ method, stored, key }) => matchKey(method, row[stored ?? ''] ?? null) === key,
    );
    if (same && isVisible(context, model, row, rule)) found.push(row);
    if (found.length === MAX_MATCHES) break;
  }
  return found;
}

/** By an exact field where the rule has one; else every row is looked at. */
function candidates(
  context: SaveContext,
  model: ObjectModel,
  wanted: readonly {
    readonly method: string;
    readonly field: string;
    readonly stored: string | undefined;
    readonly key: string | null;
  }[],
  change: RowChange,
): Iterable<Row> {
  const exact = wanted.find(({ method, key }) => key !== null && (method === 'exact' || method === 'email'));
  if (exact?.stored === undefined) return context.rows.all(model);
  const value = change.row[change.model.field(exact.field)?.name ?? ''] ?? null;
  return context.rows.findIds(model, exact.stored, value).flatMap((id) => {
    const row = context.rows.read(model, id);
    return row === undefined ? [] : [row];
  });
}

/** Rules that enforce sharing find only what the caller may see, when the caller asks to be taken for who they are. */
function isVisible(context: SaveContext, model: ObjectModel, row: Row, rule: DuplicateRuleSetup): boolean {
  const { userId } = context.caller;
  if (userId === SYSTEM_USER_ID) return true;
  const asUser = rule.enforceSharing || context.options.duplicateRule?.runAsCurrentUser === true;
  return !asUser || context.sharing.allows(userId, model, String(row['Id']), 'read');
}
