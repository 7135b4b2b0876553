import {
  isSyncError,
  type PermissionPolicy,
  type PreflightCheck,
  type PreflightReport,
  type SyncError,
} from '@sync-user/contract';
import { type Clock, toInstant } from '../ports/clock.ts';
import type { AccessMapping, AccessSubject, OrgAccess } from '../ports/org-access.ts';
import { BLAME, isLoginRefusal } from './blame.ts';
import { CHECKS } from './catalogue.ts';
import type { Check, CheckFinding, CheckRun, Need } from './check.ts';
import { createCheckRun } from './check-run.ts';
import { describeLicence } from './licence.ts';
import { judge } from './judge.ts';
import { summariseObjects } from './checks/objects/summarise-objects.ts';
import { detectSetupKind } from './setup-kind.ts';

export interface PreflightOptions {
  readonly subject: OrgAccess;
  /** Another connected user, for what the subject may not see itself. */
  readonly inspector: OrgAccess | undefined;
  readonly about: AccessSubject;
  readonly mapping: AccessMapping;
  readonly policy: PermissionPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of checks that broke for a reason of ours; they are `unknown` in the report. */
  readonly onBug?: (checkId: string, error: unknown) => void;
  /** The checks to run; all of them unless a test narrows it. */
  readonly checks?: readonly Check[];
}

/**
 * Runs every check and says what was found. A login that Salesforce refuses is a finding too: the check that it is about
 * fails, what could not be asked is unknown.
 *
 * @throws `SF_HOST_UNREACHABLE`, `SF_UNAVAILABLE` … when Salesforce does not answer
 */
export async function runPreflight(options: PreflightOptions): Promise<PreflightReport> {
  const { subject, inspector, about, policy, clock, signal } = options;
  const people =
    inspector === undefined || inspector.userId === subject.userId ? [subject] : [subject, inspector];
  const before = people.map((one) => one.callsMade());
  const run = createCheckRun({
    ...options,
    inspector: people[1],
    context: { cause: 'check', sobject: null, signal },
  });

  const [outcomes, objects, setup, licence] = await Promise.all([
    Promise.all((options.checks ?? CHECKS).map((check) => runCheck(check, run, options))),
    orWithoutLogin(summariseObjects(run), []),
    orWithoutLogin(detectSetupKind(run), {
      kind: 'unknown',
      evidence: [],
      pros: [],
      cons: [],
      approvals: null,
    }),
    orWithoutLogin(describeLicence(run), null),
  ]);
  const checks = blameLogin(outcomes, subject.username);
  return {
    connectionId: about.connectionId,
    username: subject.username,
    policy,
    finishedAt: toInstant(clock.nowMs()),
    calls: people.reduce((sum, one, index) => sum + one.callsMade() - (before[index] ?? 0), 0),
    ...judge(checks, policy),
    setup,
    licence,
    inspectedBy: people[1]?.username ?? null,
    checks: [...checks],
    objects: [...objects],
  };
}

interface Outcome {
  readonly check: PreflightCheck;
  /** Set when the question was never put because Salesforce refused the login. */
  readonly refusal: SyncError | undefined;
}

async function runCheck(check: Check, run: CheckRun, { onBug, signal }: PreflightOptions): Promise<Outcome> {
  const need = check.needs(run);
  if (need === 'not_needed') return { check: toCheck(check, need, NOT_NEEDED), refusal: undefined };
  try {
    return { check: toCheck(check, need, await check.run(run)), refusal: undefined };
  } catch (error) {
    if (isLoginRefusal(error)) {
      return { check: toCheck(check, need, notAsked(error)), refusal: error };
    }
    if (isSyncError(error) || signal.aborted) throw error;
    onBug?.(check.id, error);
    return { check: toCheck(check, need, BROKEN), refusal: undefined };
  }
}

const NOT_NEEDED: CheckFinding = {
  status: 'not_needed',
  summary: 'Neither the policy of this workspace nor what is mapped asks for it.',
  evidence: [],
};
const BROKEN: CheckFinding = {
  status: 'unknown',
  summary: 'This check broke on our side; the log has the details. The other checks are not affected.',
  evidence: [],
};

function notAsked(error: SyncError): CheckFinding {
  return {
    status: 'unknown',
    summary: `Not asked, because Salesforce refuses the login: ${error.message}`,
    evidence: [],
  };
}

async function orWithoutLogin<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isLoginRefusal(error)) return otherwise;
    throw error;
  }
}

function toCheck(check: Check, need: Need, finding: CheckFinding): PreflightCheck {
  const status = finding.status === 'fail' && need === 'recommended' ? 'warn' : finding.status;
  const wrong = status === 'fail' || status === 'warn';
  return {
    id: check.id,
    group: check.group,
    title: check.title,
    status,
    required: need === 'required',
    summary: finding.summary,
    evidence: [...finding.evidence],
    consequence: wrong ? (finding.consequence ?? check.without) : null,
    affected: { objects: [], fields: [], records: null, features: [], ...(wrong ? finding.affected : {}) },
    remedy: wrong ? (finding.remedy ?? null) : null,
  };
}

/** Where the login was refused and no check has found out why, the one that the refusal is about fails. */
function blameLogin(outcomes: readonly Outcome[], username: string): readonly PreflightCheck[] {
  const checks = outcomes.map(({ check }) => check);
  const refusal = outcomes.find((outcome) => outcome.refusal !== undefined)?.refusal;
  if (refusal === undefined) return checks;
  if (checks.some(({ group, status }) => (group === 'login' || group === 'user') && status === 'fail'))
    return checks;
  const blamed = BLAME[refusal.code];
  return checks.map((check) =>
    check.id !== blamed
      ? check
      : {
          ...check,
          status: 'fail',
          required: true,
          summary: `Salesforce refuses the login: ${refusal.spec.title}.`,
          evidence: [{ asked: `a login as ${username}`, answered: refusal.message, as: username }],
          consequence:
            'Nothing can be read or written in this name: syncing pauses, and goes on where it stopped once the login works again.',
          affected: { ...check.affected, features: ['everything'] },
          remedy: { text: refusal.spec.fix, where: 'Connection > Reconnect', url: null, canApply: false },
        },
  );
}
