import { z } from 'zod';
import { Instant } from './common-schemas.ts';

/** Which permissions a workspace asks of its sync user. */
export const PERMISSION_POLICIES = [
  'least_privilege',
  'administrator',
  'integration_user',
  'standard_user',
] as const;
export type PermissionPolicy = (typeof PERMISSION_POLICIES)[number];

export const CHECK_GROUPS = ['login', 'user', 'permissions', 'objects', 'writing', 'limits', 'org'] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

export const CHECK_STATUSES = ['pass', 'warn', 'fail', 'unknown', 'not_needed'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** One named check with its proof. */
export const PreflightCheck = z
  .object({
    id: z.string(),
    group: z.enum(CHECK_GROUPS),
    title: z.string(),
    status: z.enum(CHECK_STATUSES),
    required: z.boolean().describe('The policy asks for it: a failure keeps a candidate from taking force'),
    summary: z.string().describe('What is so, in one sentence'),
    evidence: z.array(
      z.object({
        asked: z.string().describe('What was asked of Salesforce'),
        answered: z.string().describe('What came back'),
        as: z.string().describe('As which user'),
      }),
    ),
    consequence: z.string().nullable().describe('What fails without it; null when it passes'),
    affected: z.object({
      objects: z.array(z.string()),
      fields: z.array(z.string()).describe('Object.Field'),
      records: z
        .number()
        .int()
        .nullable()
        .describe('How many are not visible; null when it is not about records'),
      features: z.array(z.string()),
    }),
    remedy: z
      .object({
        text: z.string(),
        where: z.string().describe('Path in Setup'),
        url: z.string().nullable().describe('Deep link into Setup of this org'),
        canApply: z.boolean().describe('“Apply permissions” grants it'),
      })
      .nullable(),
  })
  .meta({ id: 'PreflightCheck' });
export type PreflightCheck = z.infer<typeof PreflightCheck>;

/** How a sync user is set up. */
export const SetupKind = z
  .object({
    kind: z.enum(['dedicated', 'shared', 'individual', 'unknown']),
    evidence: z.array(z.string()),
    pros: z.array(z.string()),
    cons: z.array(z.string()),
    approvals: z
      .object({ used: z.number().int(), limit: z.number().int() })
      .nullable()
      .describe('Approvals of this user for our app; one more than the limit revokes the oldest'),
  })
  .meta({ id: 'SetupKind' });
export type SetupKind = z.infer<typeof SetupKind>;

export const PreflightReport = z
  .object({
    connectionId: z.string(),
    username: z.string(),
    policy: z.enum(PERMISSION_POLICIES),
    finishedAt: Instant,
    calls: z.number().int().describe('API calls it took'),
    verdict: z.enum(['pass', 'warn', 'fail']),
    headline: z.string(),
    notices: z
      .array(z.object({ title: z.string(), text: z.string() }))
      .describe('Notices in the words the products’ users know'),
    setup: SetupKind,
    licence: z.object({ name: z.string(), can: z.array(z.string()), cannot: z.array(z.string()) }).nullable(),
    inspectedBy: z.string().nullable().describe('Another connected user whose wider sight was used'),
    checks: z.array(PreflightCheck),
    objects: z.array(
      z.object({
        object: z.string(),
        visible: z.number().int().nullable(),
        existing: z.number().int().nullable(),
        hiddenFields: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'PreflightReport' });
export type PreflightReport = z.infer<typeof PreflightReport>;

/** One line of the difference between what is needed and what the user has. */
export const PermissionDiffLine = z
  .object({
    kind: z.enum(['system', 'object', 'field', 'licence', 'assignment']),
    name: z.string().describe('ApiEnabled, Account, Account.Industry, …'),
    needed: z.string().describe('read, read and edit, view all records, assigned, …'),
    has: z.string().describe('What the user has now, and through what'),
    change: z.enum(['none', 'add']),
    why: z.string(),
  })
  .meta({ id: 'PermissionDiffLine' });
export type PermissionDiffLine = z.infer<typeof PermissionDiffLine>;

export const RepairPlan = z
  .object({
    connectionId: z.string(),
    username: z.string(),
    permissionSet: z.object({ name: z.string(), label: z.string(), exists: z.boolean() }),
    lines: z.array(PermissionDiffLine),
    /** What would be done, in order. */
    steps: z.array(z.object({ text: z.string(), object: z.string(), rows: z.number().int() })),
    version: z.string().describe('Of this plan; applying asks for it, so that what was read is what is done'),
    applyAs: z.string().nullable().describe('Username that would apply it; null when nobody connected may'),
    cannotApply: z.string().nullable().describe('Why it cannot be applied from here'),
    calls: z.number().int().describe('API calls applying takes, about'),
    files: z.array(z.object({ path: z.string(), content: z.string() })).describe('As Salesforce metadata'),
    writtenSteps: z.array(z.string()).describe('For an administrator to do by hand'),
  })
  .meta({ id: 'RepairPlan' });
export type RepairPlan = z.infer<typeof RepairPlan>;

export const RepairResult = z
  .object({
    outcome: z.enum(['applied', 'nothing_to_do', 'rolled_back']),
    message: z.string(),
    steps: z.array(
      z.object({
        text: z.string(),
        outcome: z.enum(['done', 'failed', 'undone', 'not_done', 'not_undone']),
        detail: z.string().nullable(),
      }),
    ),
    report: PreflightReport.nullable(),
  })
  .meta({ id: 'RepairResult' });
export type RepairResult = z.infer<typeof RepairResult>;
