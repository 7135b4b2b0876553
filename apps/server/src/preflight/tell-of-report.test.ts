import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreflightCheck, PreflightReport } from '@sync-user/contract';
import { tellOfReport } from './tell-of-report.ts';

function check(id: string, change: Partial<PreflightCheck> = {}): PreflightCheck {
  return {
    id,
    group: 'objects',
    title: `Title of ${id}`,
    status: 'pass',
    required: true,
    summary: '',
    evidence: [],
    consequence: null,
    affected: { objects: [], fields: [], records: null, features: [] },
    remedy: null,
    ...change,
  };
}

/** What people are told of a report with these checks. */
async function toldOf(
  checks: PreflightCheck[],
  policy: PreflightReport['policy'] = 'least_privilege',
): Promise<string[]> {
  const told: string[] = [];
  const report: PreflightReport = {
    connectionId: 'c1',
    username: 'sync@acme.example',
    policy,
    finishedAt: '2026-01-01T00:00:00.000Z',
    calls: 1,
    verdict: 'pass',
    headline: '',
    notices: [],
    setup: { kind: 'unknown', evidence: [], pros: [], cons: [], approvals: null },
    licence: null,
    inspectedBy: null,
    checks,
    objects: [],
  };
  await tellOfReport(
    {
      notices: {
        open: async (_workspace, { subject, text }) => void told.push(`open ${subject}: ${text}`),
        close: async (_workspace, kind, subject) => void told.push(`close ${kind} ${subject}`),
      },
    },
    'w1',
    report,
  );
  return told;
}

test('what is required and lacking opens a notice that names it', async () => {
  assert.deepEqual(await toldOf([check('object_read', { status: 'fail' }), check('field_read')]), [
    'open c1: sync@acme.example lacks what this workspace needs: Title of object_read. Syncing goes on with what is visible.',
  ]);
});

test('all is well: the all-clear', async () => {
  assert.deepEqual(await toldOf([check('object_read')]), ['close permissions_missing c1']);
});

test('what is only recommended, or of another kind, tells nobody', async () => {
  const told = await toldOf([
    check('records_visible', { status: 'fail', required: false }),
    check('app_allowed', { status: 'fail', group: 'login' }),
  ]);
  assert.deepEqual(told, ['close permissions_missing c1']);
});

test('an integration user without View All Data goes on with what it sees, and people are told', async () => {
  const viewAll = (status: PreflightCheck['status']) =>
    check('view_all_data', { group: 'permissions', required: false, status });
  assert.deepEqual(await toldOf([viewAll('warn')], 'integration_user'), [
    'open c1: sync@acme.example lacks what this workspace needs: Title of view_all_data. Syncing goes on with what is visible.',
  ]);
  assert.deepEqual(await toldOf([viewAll('unknown')], 'integration_user'), []);
  assert.deepEqual(await toldOf([viewAll('pass')], 'integration_user'), ['close permissions_missing c1']);
  assert.deepEqual(await toldOf([viewAll('warn')]), ['close permissions_missing c1']);
});

test('what could not be asked is no all-clear, unless what was asked implies it', async () => {
  assert.deepEqual(await toldOf([check('object_read', { status: 'unknown' })]), []);
  const implied = check('permission_set_licence', { status: 'unknown', group: 'user' });
  assert.deepEqual(await toldOf([check('object_read'), implied]), ['close permissions_missing c1']);
});

test('a refused login is the lost connection’s matter', async () => {
  const affected = { objects: [], fields: [], records: null, features: ['everything'] };
  assert.deepEqual(await toldOf([check('user_active', { status: 'fail', group: 'user', affected })]), []);
});
