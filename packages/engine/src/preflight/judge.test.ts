import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreflightCheck } from '@sync-user/contract';
import { judge } from './judge.ts';

function check(overrides: Partial<PreflightCheck> = {}): PreflightCheck {
  return {
    id: 'view_roles',
    group: 'permissions',
    title: 'View Roles',
    status: 'pass',
    required: true,
    summary: 'fine',
    evidence: [],
    consequence: null,
    affected: { objects: [], fields: [], records: null, features: [] },
    remedy: null,
    ...overrides,
  };
}

const verdict = (...checks: PreflightCheck[]): string => judge(checks, 'least_privilege').verdict;

test('one failure fails; a warning, or a required check that is not known, warns', () => {
  assert.equal(verdict(check(), check({ status: 'not_needed' })), 'pass');
  assert.equal(verdict(check(), check({ status: 'warn', required: false })), 'warn');
  assert.equal(verdict(check(), check({ status: 'unknown' })), 'warn');
  assert.equal(verdict(check(), check({ status: 'unknown', required: false })), 'pass');
  assert.equal(verdict(check({ status: 'warn' }), check({ status: 'fail' })), 'fail');
});

test('the headline names what is wrong, and not more of it than one reads', () => {
  const headline = (...checks: PreflightCheck[]): string => judge(checks, 'least_privilege').headline;
  assert.match(headline(check()), /^The one check passes/);
  assert.match(headline(check(), check()), /^All 2 checks pass/);
  assert.equal(headline(check({ status: 'fail' })), '1 required check fails: View Roles.');
  const many = Array.from({ length: 7 }, (_, index) => check({ status: 'fail', title: `T${index}` }));
  assert.equal(headline(...many), '7 required checks fail: T0, T1, T2, T3, T4 and 2 more.');
});

test('the notice of missing permissions names each with where to grant it, and login troubles are none', () => {
  const remedy = { text: '', where: 'Setup > Permission Sets', url: null, canApply: true };
  const { notices } = judge(
    [
      check({ status: 'fail', remedy }),
      check({ status: 'fail', group: 'org' }),
      check({ id: 'marketing_user', group: 'user', title: 'Marketing User', status: 'fail', remedy }),
    ],
    'administrator',
  );
  assert.deepEqual(
    notices.map(({ title }) => title),
    ['This user does not have the necessary Salesforce permissions'],
  );
  assert.equal(
    notices[0]?.text,
    'Missing: View Roles, Marketing User, under Setup > Permission Sets. Grant them and check again here.',
  );
});

test('View All Data is worth a notice of its own under the policy of integration users alone', () => {
  const lacking = check({ id: 'view_all_data', title: 'View All Data', status: 'warn', required: false });
  const titles = (policy: 'integration_user' | 'least_privilege'): string[] =>
    judge([lacking], policy).notices.map(({ title }) => title);
  assert.deepEqual(titles('integration_user'), ['Missing Salesforce Permissions']);
  const text = (...more: PreflightCheck[]): string =>
    judge([lacking, ...more], 'integration_user').notices[0]?.text ?? '';
  assert.match(text(), /are not shared with it stay out until/);
  const counted = { id: 'records_visible', group: 'objects', required: false } as const;
  assert.match(text(check(counted)), /Today that is every record of what is mapped/);
  const affected = { objects: ['Account'], fields: [], records: 5, features: [] };
  const hidden = check({
    ...counted,
    status: 'warn',
    affected,
    summary: '5 records of Account are not visible.',
  });
  assert.match(text(hidden), /5 records of Account are not visible\. Records that are not shared/);
  assert.deepEqual(titles('least_privilege'), []);
});
