import type { CheckGroup, CheckStatus, PermissionPolicy, PreflightCheck } from '@sync-user/contract';
import type { Clock } from '../ports/clock.ts';
import type { AccessMapping, AccessSubject, Asked, OrgAccess } from '../ports/org-access.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';

export interface Rows {
  readonly records: readonly SourceRecord[];
  readonly totalSize: number;
}

/** An answer and whose sight it is. */
export interface Looked {
  readonly as: OrgAccess;
  readonly answer: Asked<Rows>;
}

/** What checks have in common: whom they are about, and answers that are asked for once and shared. */
export interface CheckRun {
  readonly subject: OrgAccess;
  /** Another connected user with wider sight. */
  readonly inspector: OrgAccess | undefined;
  readonly about: AccessSubject;
  readonly mapping: AccessMapping;
  readonly policy: PermissionPolicy;
  readonly clock: Clock;
  /** Cause `check`. */
  readonly context: CallContext;
  /**
   * Asks as the subject unless told otherwise. What checks ask in the same turn travels together, five questions a call;
   * the same question is asked once.
   */
  ask(soql: string, as?: OrgAccess): Promise<Asked<Rows>>;
  /** For rows of Setup: the inspector's sight when there is one and it is not refused, else the subject's own. */
  look(soql: string): Promise<Looked>;
  /** Any other question, asked once under its key. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
}

export type Evidence = PreflightCheck['evidence'][number];
export type Remedy = NonNullable<PreflightCheck['remedy']>;

/** What a check found. Of a check that is only recommended, `fail` is shown as `warn`. */
export interface CheckFinding {
  readonly status: CheckStatus;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** What fails without it; needed unless it passes. */
  readonly consequence?: string;
  readonly affected?: Partial<PreflightCheck['affected']>;
  readonly remedy?: Remedy;
}

export type Need = 'required' | 'recommended' | 'not_needed';

export interface NeedQuestion {
  readonly about: AccessSubject;
  readonly policy: PermissionPolicy;
  readonly mapping: AccessMapping;
}

export interface Check {
  /** Part of the API: never renamed. */
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  /** For the reference: what is asked of Salesforce, and what fails without it. One sentence each. */
  readonly asks: string;
  readonly without: string;
  needs(question: NeedQuestion): Need;
  /** Not called when it is not needed. Throws only what ends everything, such as a lost connection. */
  run(run: CheckRun): Promise<CheckFinding>;
}

/** One line of evidence. `words` says what came back; a refusal speaks for itself. */
export function evidenceOf(as: OrgAccess, asked: Asked<unknown>, words: string): Evidence {
  const answered = asked.kind === 'answered' ? words : refusalIn(asked);
  return { asked: asked.asked, answered, as: as.username };
}

function refusalIn({ error }: Asked<unknown> & { readonly kind: 'refused' }): string {
  const said = error.details['salesforceCode'];
  return said === undefined ? `refused: ${error.message}` : `refused: ${said}, “${error.message}”`;
}

/** For questions whose refusal says nothing about what was to be checked. */
export function unknownBecause(as: OrgAccess, asked: Asked<unknown>): CheckFinding {
  return {
    status: 'unknown',
    summary: 'Salesforce did not answer the question, so this is not known.',
    evidence: [evidenceOf(as, asked, 'nothing that helps')],
  };
}
