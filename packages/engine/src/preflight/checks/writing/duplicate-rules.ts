import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { soqlList } from '../../effective/soql-values.ts';
import { listed } from '../objects/remedies.ts';
import { setupUrl } from '../../setup-link.ts';
import { whenWritten } from './written-objects.ts';

/** Source: Object Reference, DuplicateRule. */
export const duplicateRules: Check = {
  id: 'duplicate_rules',
  group: 'writing',
  title: 'Duplicate rules that may refuse records',
  asks: 'Lists the active duplicate rules of the written objects.',
  without: 'Records that look like others may be refused or reported when they are written.',
  needs: whenWritten('recommended'),
  async run(run) {
    const objects = run.mapping.objects.filter(({ writes }) => writes).map(({ name }) => name);
    const { as, answer } = await run.look(
      `SELECT MasterLabel, SobjectType FROM DuplicateRule WHERE IsActive = true AND SobjectType IN (${soqlList(objects)})`,
    );
    const rules =
      answer.kind === 'answered'
        ? answer.value.records.map((row) => ({
            object: String(row['SobjectType']),
            label: String(row['MasterLabel']),
          }))
        : [];
    const evidence = [
      evidenceOf(
        as,
        answer,
        rules.length === 0
          ? 'no active rule'
          : rules.map(({ object, label }) => `${label} (${object})`).join(', '),
      ),
    ];
    if (answer.kind === 'refused')
      return {
        status: 'unknown',
        summary: 'Nobody connected may list duplicate rules.',
        evidence,
        consequence: duplicateRules.without,
      };
    if (rules.length === 0)
      return { status: 'pass', summary: 'No duplicate rule is active on what is written.', evidence };
    const names = [...new Set(rules.map(({ object }) => object))];
    return {
      status: 'fail',
      summary: `${rules.length === 1 ? 'One duplicate rule is' : `${rules.length} duplicate rules are`} active: ${listed(rules.map(({ label }) => label))}.`,
      evidence,
      consequence: `Records of ${listed(names)} that look like others are refused where the rule blocks, and reported where it alerts.`,
      affected: { objects: names, features: ['Writing'] },
      remedy: {
        text: 'Let the rule allow and report instead of block, or bypass it for this user by a condition.',
        where: 'Setup > Duplicate Rules',
        url: setupUrl(run.about, '/lightning/setup/DuplicateRules/home'),
        canApply: false,
      },
    };
  },
};
