import type { CheckGroup, CheckStatus, PermissionPolicy, PreflightCheck } from '@sync-user/contract';
import type { Tone } from '../../ui/Badge.tsx';

export const GROUP_WORDS: Record<CheckGroup, { readonly title: string; readonly without: string }> = {
  login: { title: 'Logging in', without: 'Without it there is no connection, or it ends unasked.' },
  user: { title: 'The user', without: 'What this kind of user can and cannot do at all.' },
  permissions: { title: 'Permissions', without: 'Without it features are off or records stay unseen.' },
  objects: { title: 'Objects, fields and records', without: 'Without it rows or columns are missing here.' },
  writing: { title: 'Writing', without: 'Without it changes made here are refused by Salesforce.' },
  limits: { title: 'Limits', without: 'Without room here, syncing pauses for a while.' },
  org: { title: 'The org', without: 'What the org itself allows and has switched on.' },
};

export const STATUS_WORDS: Record<
  CheckStatus,
  { readonly word: string; readonly many: string; readonly tone: Tone }
> = {
  fail: { word: 'To fix', many: 'to fix', tone: 'bad' },
  warn: { word: 'Worth a look', many: 'worth a look', tone: 'warn' },
  unknown: { word: 'Not known', many: 'not known', tone: 'accent' },
  pass: { word: 'Good', many: 'good', tone: 'good' },
  not_needed: { word: 'Not needed', many: 'not needed', tone: 'quiet' },
};

/** The gravest first. */
export const STATUS_ORDER: readonly CheckStatus[] = ['fail', 'warn', 'unknown', 'pass', 'not_needed'];

export function byGravity(a: PreflightCheck, b: PreflightCheck): number {
  return (
    STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status) || Number(b.required) - Number(a.required)
  );
}

export const POLICY_WORDS: Record<
  PermissionPolicy,
  { readonly label: string; readonly note: string; readonly asks: readonly string[] }
> = {
  least_privilege: {
    label: 'Least privilege',
    note: 'Exactly what is mapped, and nothing more.',
    asks: [
      'API Enabled',
      'Read and View All Records on each mapped object',
      'Read on each mapped field',
      'Create and Edit only where something is written',
    ],
  },
  administrator: {
    label: 'Administrator',
    note: 'Sees and may change everything, new objects too.',
    asks: [
      'API Enabled',
      'Modify All Data',
      'View Setup and Configuration',
      'View All Users',
      'Customize Application',
    ],
  },
  integration_user: {
    label: 'Integration user',
    note: 'A Salesforce Integration licence, API only.',
    asks: [
      'Salesforce Integration user licence',
      'Permission set licence Salesforce API Integration',
      'View All Data',
      'Read on each mapped object and field',
    ],
  },
  standard_user: {
    label: 'Standard user',
    note: 'A full Salesforce licence; an Integration licence is refused.',
    asks: [
      'A standard Salesforce licence',
      'Marketing User, for campaigns',
      'Offline access (refresh token) for the app',
      'Read on each mapped object and field',
    ],
  },
};
