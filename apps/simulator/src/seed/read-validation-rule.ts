import type { ValidationRuleSetup } from '../org/setup/org-setup.ts';
import type { SeedReader } from './seed-reader.ts';

export interface SeedValidationRule extends ValidationRuleSetup {
  /** Where in the seed. */
  readonly path: string;
  readonly object: string;
}

/** `object` is named by the rule itself, unless it stands among an object's own. */
export function readValidationRule(reader: SeedReader, object?: string): SeedValidationRule {
  return {
    path: reader.path,
    object: object ?? reader.text('object'),
    name: reader.text('name', { pattern: /^[A-Za-z]\w*$/, wants: 'an API name of letters, digits and _' }),
    active: reader.flag('active', true),
    errorConditionFormula: reader.text('errorConditionFormula'),
    errorMessage: reader.text('errorMessage'),
    errorDisplayField: reader.optionalText('errorDisplayField') ?? null,
  };
}
