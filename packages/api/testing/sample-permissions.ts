import type { PreflightReport, RepairPlan, RepairResult } from '@sync-user/contract';
import { SAMPLE_AT } from './samples.ts';

export function sampleReport(): PreflightReport {
  return {
    connectionId: 'c1',
    username: 'sync@acme.example',
    policy: 'least_privilege',
    finishedAt: SAMPLE_AT,
    calls: 12,
    verdict: 'pass',
    headline: 'Everything the mapping needs is granted.',
    notices: [],
    setup: { kind: 'dedicated', evidence: [], pros: [], cons: [], approvals: null },
    licence: null,
    inspectedBy: null,
    checks: [],
    objects: [],
  };
}

export function samplePlan(): RepairPlan {
  return {
    connectionId: 'c1',
    username: 'sync@acme.example',
    permissionSet: { name: 'Sync_User', label: 'Sync User (least privilege)', exists: false },
    lines: [],
    steps: [],
    version: 'v1',
    applyAs: 'sync@acme.example',
    cannotApply: null,
    calls: 4,
    files: [],
    writtenSteps: [],
  };
}

export function sampleRepair(): RepairResult {
  return { outcome: 'applied', message: 'Applied.', steps: [], report: sampleReport() };
}
