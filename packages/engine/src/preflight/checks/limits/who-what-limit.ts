import type { Asked } from '../../../ports/org-access.ts';
import type { Check, CheckRun } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { systemPermission } from '../../facts.ts';
import { onPage } from '../../remedy.ts';

/**
 * Activities of a user without View All Data are looked up through the records they are about; with more of those than
 * this, Salesforce refuses the query. Source: SOQL and SOSL Reference, "SOQL Limits on Objects" (OPERATION_TOO_LARGE).
 */
export const MOST_PARENTS = 100_000;

const ACTIVITIES = ['Task', 'Event'];

export const whoWhatLimit: Check = {
  id: 'who_what_limit',
  group: 'limits',
  title: 'Activities about very many records',
  asks: 'How many different contacts, leads and other records tasks and events are about (COUNT_DISTINCT of WhoId and WhatId).',
  without: 'Queries of tasks or events fail as OPERATION_TOO_LARGE: these objects do not sync.',
  needs: ({ mapping }) =>
    mapping.objects.some(({ name }) => ACTIVITIES.includes(name)) ? 'recommended' : 'not_needed',
  async run(run) {
    const { has, evidence } = await systemPermission(run, 'ViewAllData');
    if (has === true) {
      return { status: 'pass', summary: 'The user has View All Data, so the limit does not hold.', evidence };
    }
    const mapped = run.mapping.objects.map(({ name }) => name).filter((name) => ACTIVITIES.includes(name));
    const counts = await Promise.all(mapped.map((name) => countParents(run, name)));
    const lines = counts.map(({ object, asked, parents }) => ({
      ...evidenceOf(run.subject, asked, parents === undefined ? 'no number' : parents.toLocaleString('en')),
      asked: countQuestion(object),
    }));
    const judged = judgeParents(counts);
    const most = MOST_PARENTS.toLocaleString('en');
    if (judged.status !== 'fail') {
      const summary =
        judged.status === 'pass'
          ? `Activities are about fewer than ${most} records.`
          : 'The activities could not be counted.';
      return { status: judged.status, summary, evidence: [...evidence, ...lines] };
    }
    return {
      status: 'fail',
      summary: `Activities are about more than ${most} records, and the user does not have View All Data.`,
      evidence: [...evidence, ...lines],
      affected: { objects: [...judged.objects] },
      remedy: onPage(
        run,
        'permissionSets',
        '(a set of the user) > System Permissions',
        'Grant “View All Data”, or take tasks and events out of the mapping.',
      ),
    };
  },
};

export interface ParentCount {
  readonly object: string;
  /** Undefined when Salesforce gave no number. */
  readonly parents: number | undefined;
  /** Salesforce has refused the very question as too large. */
  readonly tooLarge: boolean;
}

export function judgeParents(
  counts: readonly ParentCount[],
):
  | { readonly status: 'pass' | 'unknown' }
  | { readonly status: 'fail'; readonly objects: readonly string[] } {
  const over = counts.filter(({ parents, tooLarge }) => tooLarge || (parents ?? 0) > MOST_PARENTS);
  if (over.length > 0) return { status: 'fail', objects: over.map(({ object }) => object) };
  return { status: counts.some(({ parents }) => parents === undefined) ? 'unknown' : 'pass' };
}

function countQuestion(object: string): string {
  return `SELECT COUNT_DISTINCT(WhoId) who, COUNT_DISTINCT(WhatId) what FROM ${object}`;
}

/** A call of its own: where there are very many activities it is slow, and nothing else should wait for it. */
async function countParents(
  run: CheckRun,
  object: string,
): Promise<ParentCount & { readonly asked: Asked<unknown> }> {
  const asked = await run.subject.read(`/query?q=${encodeURIComponent(countQuestion(object))}`, run.context);
  if (asked.kind === 'refused') {
    const tooLarge = asked.error.details['salesforceCode'] === 'OPERATION_TOO_LARGE';
    return { object, asked, parents: undefined, tooLarge };
  }
  const [row] =
    (asked.value as { readonly records?: readonly { who?: unknown; what?: unknown }[] }).records ?? [];
  const counted = typeof row?.who === 'number' && typeof row.what === 'number';
  return {
    object,
    asked,
    parents: counted ? Number(row.who) + Number(row.what) : undefined,
    tooLarge: false,
  };
}
