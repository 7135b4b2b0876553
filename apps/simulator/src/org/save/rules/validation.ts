/** Validation rules. Source: Salesforce Help, "Validation Rules"; Apex Developer Guide, "Triggers and Order of Execution". */
import { checkFormula } from '../../../formula/check.ts';
import { evaluate, type FormulaRows } from '../../../formula/evaluate.ts';
import { FormulaError } from '../../../formula/formula-error.ts';
import { formulaGlobals } from '../../../formula/globals.ts';
import type { ValidationRuleSetup } from '../../setup/org-setup.ts';
import { RowFailure, rowError } from '../row-failure.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

/** @throws RowFailure `FIELD_CUSTOM_VALIDATION_EXCEPTION`, one error for each rule that the row breaks */
export function checkValidationRules(context: SaveContext, change: RowChange): void {
  const rules = context.setup.validationRules[change.model.name.toLowerCase()] ?? [];
  const broken = rules.filter((rule) => rule.active && isBroken(context, change, rule));
  if (broken.length === 0) return;
  throw new RowFailure(
    broken.map(({ errorMessage, errorDisplayField }) =>
      rowError(
        'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        errorMessage,
        errorDisplayField === null ? [] : [errorDisplayField],
      ),
    ),
  );
}

function isBroken(context: SaveContext, change: RowChange, rule: ValidationRuleSetup): boolean {
  const { model, row, before } = change;
  const rows: FormulaRows = {
    ...formulaGlobals({
      schema: context.schema,
      rows: context.rows,
      userId: context.caller.userId,
      now: () => context.now(),
    }),
    row,
    before,
    read: (parent, id) => context.rows.read(parent, id),
  };
  try {
    const expression = checkFormula(rule.errorConditionFormula, {
      model,
      object: (name) => context.schema.get(name),
      blankIsZero: false,
      history: true,
      within: [],
    });
    return evaluate(expression, rows) === true;
  } catch (error) {
    // A field of the formula is gone since the rule was made: an org would not have let it go.
    if (error instanceof FormulaError) return false;
    throw error;
  }
}
