/** Source: REST API Developer Guide, "Duplicate Rule Header"; SOAP API Developer Guide, DuplicateResult, MatchResult, MatchRecord. */
import type { SaveContext } from '../save/save-context.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { DuplicateRuleSetup } from '../setup/org-setup.ts';
import type { Row } from '../types.ts';

/** What is shown of a duplicate when its details are asked for, where the caller may read it. */
const DETAIL_FIELDS = [
  'Name',
  'FirstName',
  'LastName',
  'Company',
  'Email',
  'Phone',
  'Website',
  'OwnerId',
  'CreatedDate',
  'LastModifiedDate',
];

export function duplicateResult(
  context: SaveContext,
  rule: DuplicateRuleSetup,
  model: ObjectModel,
  rows: readonly Row[],
): Record<string, unknown> {
  const fuzzy = rule.fields.some(({ method }) => method !== 'exact');
  return {
    allowSave: rule.onCreate !== 'block',
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: rule.alertText,
    matchResults: [
      {
        entityType: rule.matchObject,
        errors: [],
        matchEngine: fuzzy ? 'FuzzyMatchEngine' : 'ExactMatchEngine',
        matchRecords: rows.map((row) => ({
          additionalInformation: [],
          fieldDiffs: [],
          matchConfidence: 100,
          record: record(context, model, row),
        })),
        rule: rule.matchingRule,
        size: rows.length,
        success: true,
      },
    ],
  };
}

function record(context: SaveContext, model: ObjectModel, row: Row): Record<string, unknown> {
  const id = String(row['Id']);
  const url = `/services/data/v${context.caller.apiVersion.toFixed(1)}/sobjects/${model.name}/${id}`;
  const shown: Record<string, unknown> = { attributes: { type: model.name, url }, Id: id };
  if (context.options.duplicateRule?.includeRecordDetails !== true) return shown;
  const access = context.access.access(context.caller.userId, model);
  for (const name of DETAIL_FIELDS) {
    if (model.has(name) && access.canReadField(name)) shown[name] = row[name] ?? null;
  }
  return shown;
}
