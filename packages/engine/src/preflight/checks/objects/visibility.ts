import type { Check, CheckRun, Evidence } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { toWords } from '../../effective/held.ts';
import { effectiveOf } from '../../facts.ts';
import { type CountFacts, hasOwnRights, readCountFacts, recordCountPath } from './object-facts.ts';
import { inPermissionSet, listed, records } from './remedies.ts';

/** Salesforce’s own count lags behind deletes and loads; a smaller share of it proves nothing. Ours to choose. */
const LAG = 0.05;

/** Records that are surely not seen; 0 where that cannot be told. */
export function hiddenOf({
  visible,
  existing,
  exact,
}: Pick<CountFacts, 'visible' | 'existing' | 'exact'>): number {
  if (visible === null || existing === null || existing <= visible) return 0;
  const hidden = existing - visible;
  return exact || visible === 0 || hidden > existing * LAG ? hidden : 0;
}

function countEvidence(run: CheckRun, { object, asked, visible, existing, exact }: CountFacts): Evidence[] {
  if (asked === undefined) return [];
  const words = visible === null ? 'not counted' : records(visible);
  const seen = evidenceOf(run.subject, asked, words);
  if (existing === null) return [seen];
  const asker = run.inspector ?? run.subject;
  return [
    seen,
    {
      asked: exact ? asked.asked : `GET ${recordCountPath([object.name])}`,
      answered: exact
        ? records(existing)
        : `about ${records(existing)} (Salesforce’s own count, which may lag behind)`,
      as: asker.username,
    },
  ];
}

export const viewAllRecords: Check = {
  id: 'view_all_records',
  group: 'objects',
  title: 'View All Records on every mapped object',
  asks: 'Adds up the user’s profile, permission sets and groups; where those may not be looked at, compares what the user counts with what there is.',
  without:
    'Sharing decides what is synced: records that are not shared with this user are missing, silently in Salesforce.',
  needs: ({ policy, mapping }) => {
    if (policy === 'administrator' || !mapping.objects.some(hasOwnRights)) return 'not_needed';
    // Row U5 asks for Read; in orgs that share everything, Read alone shows everything.
    return policy === 'standard_user' ? 'recommended' : 'required';
  },
  async run(run) {
    const counts = (await readCountFacts(run)).filter(
      ({ object, asked }) => hasOwnRights(object) && asked !== undefined,
    );
    const { as, effective } = await effectiveOf(run);
    const isKnown = effective.kind === 'known';
    const evidence: Evidence[] = [];
    const lacking = counts.filter((facts) => {
      if (effective.kind === 'refused') {
        evidence.push(...countEvidence(run, facts));
        return hiddenOf(facts) > 0;
      }
      const held = effective.held.object(facts.object.name, 'viewAll');
      evidence.push({
        asked: `View All Records on ${facts.object.name}`,
        answered: toWords(held),
        as: as.username,
      });
      return !held.has;
    });
    const how = isKnown ? '' : ' Nobody connected may look at permissions, so this is told by counting.';
    if (lacking.length === 0) {
      const untold = isKnown
        ? []
        : counts.filter(({ visible, existing }) => visible === null || existing === null);
      if (counts.length === 0 || untold.length > 0) {
        const names = listed(
          (counts.length === 0 ? run.mapping.objects : untold.map(({ object }) => object)).map(
            ({ name }) => name,
          ),
        );
        return {
          status: 'unknown',
          summary:
            counts.length === 0
              ? `${names} cannot be read, so what is hidden cannot be told.`
              : `${names} could not be counted.${how}`,
          evidence,
        };
      }
      return {
        status: 'pass',
        summary: `Every record of ${counts.length === 1 ? 'the mapped object' : 'the mapped objects'} is visible.${how}`,
        evidence,
      };
    }
    const names = lacking.map(({ object }) => object.name);
    const hidden = lacking.reduce((sum, facts) => sum + hiddenOf(facts), 0);
    return {
      status: 'fail',
      summary:
        hidden > 0
          ? `${records(hidden)} of ${listed(names)} ${hidden === 1 ? 'is' : 'are'} not visible to ${run.subject.username}.${how}`
          : `${run.subject.username} sees ${listed(names)} only as far as records are shared; today that is all of them.${how}`,
      evidence,
      consequence:
        hidden > 0
          ? `These records are not synced, in either direction: ${lacking
              .filter((facts) => hiddenOf(facts) > 0)
              .map((facts) => `${facts.exact ? '' : 'about '}${hiddenOf(facts)} of ${facts.object.name}`)
              .join(', ')}.`
          : 'Records that are shared less widely later disappear from the sync without a word.',
      affected: { objects: names, records: hidden, features: ['Loading', 'Polling'] },
      remedy: inPermissionSet(run, `Grant View All Records on ${listed(names)}`),
    };
  },
};

export const recordsVisible: Check = {
  id: 'records_visible',
  group: 'objects',
  title: 'No record is invisible',
  asks: 'Counts the records this user sees of each mapped object, and compares with Salesforce’s own count or that of a user with wider sight.',
  without: 'Records that are not visible are not synced; they are counted here.',
  needs: ({ mapping }) => (mapping.objects.length === 0 ? 'not_needed' : 'recommended'),
  async run(run) {
    const counts = (await readCountFacts(run)).filter(({ asked }) => asked !== undefined);
    const evidence = counts.flatMap((facts) => countEvidence(run, facts));
    const lacking = counts.filter((facts) => hiddenOf(facts) > 0);
    const uncounted = counts.filter(({ visible, existing }) => visible === null || existing === null);
    if (lacking.length === 0) {
      if (uncounted.length === 0)
        return { status: 'pass', summary: 'What this user sees is all there is.', evidence };
      const summary = `${listed(uncounted.map(({ object }) => object.name))} could not be counted; of the others all records are visible.`;
      return {
        status: 'unknown',
        summary,
        evidence,
        consequence: 'Whether records are missing is not known for these.',
      };
    }
    const names = lacking.map(({ object }) => object.name);
    const hidden = lacking.reduce((sum, facts) => sum + hiddenOf(facts), 0);
    const about = lacking.every(({ exact }) => exact) ? '' : 'About ';
    const shared = lacking.filter(({ object }) => hasOwnRights(object));
    return {
      status: 'fail',
      summary: `${about}${records(hidden)} of ${listed(names)} ${hidden === 1 ? 'is' : 'are'} not visible to ${run.subject.username}.`,
      evidence,
      consequence: `They are not synced, in either direction: ${lacking.map((facts) => `${hiddenOf(facts)} of ${facts.object.name}`).join(', ')}.`,
      affected: { objects: names, records: hidden, features: ['Loading', 'Polling'] },
      remedy:
        shared.length > 0
          ? inPermissionSet(
              run,
              `Grant View All Records on ${listed(shared.map(({ object }) => object.name))}`,
            )
          : {
              ...inPermissionSet(run, ''),
              text: `Only View All Data shows every record of ${listed(names)}: no permission on the object alone does. Grant it if these records are wanted.`,
              where: 'Setup > Users > Permission Sets > (a set of the user) > System Permissions',
              canApply: false,
            },
    };
  },
};
