import type { ValidationRuleSetup } from '../org/setup/org-setup.ts';
import type { Org } from '../org/types.ts';
import type { SeedValidationRule } from './read-validation-rule.ts';

/** A rule of a name that the object has already takes the other's place. */
export function applyValidationRules(org: Org, rules: readonly SeedValidationRule[]): void {
  if (rules.length === 0) return;
  const byObject: Record<string, readonly ValidationRuleSetup[]> = { ...org.setup.validationRules };
  for (const { path: _, object, ...rule } of rules) {
    const key = object.toLowerCase();
    const others = (byObject[key] ?? []).filter((one) => one.name.toLowerCase() !== rule.name.toLowerCase());
    byObject[key] = [...others, rule];
  }
  org.changeSetup({ validationRules: byObject });
}
