import type { Asked } from '../../../ports/org-access.ts';
import type { Check, CheckRun, Rows } from '../../check.ts';
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
    const lines = counts.map(({ object, as, answer, parents }) =>
      evidenceOf(
        as,
        answer,
        parents === undefined ? 'no number' : `${object}: ${parents.toLocaleString('en')} different records`,
      ),
    );
    const over = counts.filter(({ parents, tooLarge }) => tooLarge || (parents ?? 0) > MOST_PARENTS);
    if (over.length === 0) {
      const unknown = counts.every(({ parents }) => parents === undefined);
      return unknown
        ? {
            status: 'unknown',
            summary: 'The activities could not be counted.',
            evidence: [...evidence, ...lines],
          }
        : {
            status: 'pass',
            summary: `Activities are about fewer than ${MOST_PARENTS.toLocaleString('en')} records.`,
            evidence: [...evidence, ...lines],
          };
    }
    return {
      status: 'fail',
      summary: `Activities are about more than ${MOST_PARENTS.toLocaleString('en')} records, and the user does not have View All Data.`,
      evidence: [...evidence, ...lines],
      affected: { objects: over.map(({ object }) => object) },
      remedy: onPage(
        run,
        'permissionSets',
        '(a set of the user) > System Permissions',
        'Grant “View All Data”, or take tasks and events out of the mapping.',
      ),
    };
  },
};

interface Parents {
  readonly object: string;
  readonly as: CheckRun['subject'];
  readonly answer: Asked<Rows>;
  readonly parents: number | undefined;
  readonly tooLarge: boolean;
}

async function countParents(run: CheckRun, object: string): Promise<Parents> {
  const { as, answer } = await run.look(
    `SELECT COUNT_DISTINCT(WhoId) who, COUNT_DISTINCT(WhatId) what FROM ${object}`,
  );
  if (answer.kind === 'refused') {
    const tooLarge = answer.error.details['salesforceCode'] === 'OPERATION_TOO_LARGE';
    return { object, as, answer, parents: undefined, tooLarge };
  }
  const { who, what } = answer.value.records[0] ?? {};
  const parents = typeof who === 'number' && typeof what === 'number' ? who + what : undefined;
  return { object, as, answer, parents, tooLarge: false };
}
