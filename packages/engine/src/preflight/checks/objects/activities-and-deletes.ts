import { toEpochMs, toInstant } from '../../../ports/clock.ts';
import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { readObjectFacts } from './object-facts.ts';
import { records } from './remedies.ts';
import { setupUrl } from '../../setup-link.ts';

const PRIVATE = 'SELECT COUNT() FROM Event WHERE IsPrivate = true';
const SIGHT = 'SELECT PermissionsViewAllData FROM UserPermissionAccess';

export const privateEvents: Check = {
  id: 'private_events',
  group: 'objects',
  title: 'Private events of others',
  asks: 'Whether the user has View All Data, and how many private events this user and a user with wider sight count.',
  without: 'Events marked private are shown to their owners, and to users with View All Data, only.',
  needs: ({ mapping }) =>
    mapping.objects.some(({ name }) => name === 'Event') ? 'recommended' : 'not_needed',
  async run(run) {
    const [sight, seen, wider] = await Promise.all([
      run.ask(SIGHT),
      run.ask(PRIVATE),
      run.inspector === undefined ? undefined : run.ask(PRIVATE, run.inspector),
    ]);
    const seesAll = sight.kind === 'answered' && sight.value.records[0]?.['PermissionsViewAllData'] === true;
    const evidence = [
      evidenceOf(run.subject, sight, `View All Data: ${seesAll ? 'yes' : 'no'}`),
      evidenceOf(run.subject, seen, seen.kind === 'answered' ? records(seen.value.totalSize) : ''),
    ];
    if (run.inspector !== undefined && wider !== undefined)
      evidence.push(
        evidenceOf(run.inspector, wider, wider.kind === 'answered' ? records(wider.value.totalSize) : ''),
      );
    if (seesAll)
      return { status: 'pass', summary: 'Private events are visible through View All Data.', evidence };
    const hidden =
      wider?.kind === 'answered' && seen.kind === 'answered'
        ? wider.value.totalSize - seen.value.totalSize
        : 0;
    if (hidden <= 0) {
      const summary =
        'No private event is known to be hidden; private events of others stay out of the sync by design.';
      return { status: 'pass', summary, evidence };
    }
    return {
      status: 'fail',
      summary: `${records(hidden)} of Event ${hidden === 1 ? 'is' : 'are'} private and not visible to ${run.subject.username}.`,
      evidence,
      consequence: 'Private events of others are not synced.',
      affected: { objects: ['Event'], records: hidden, features: ['Activities'] },
      remedy: {
        text: 'Leave them private (our advice), or grant View All Data.',
        where: 'Setup > Users > Permission Sets > (a set of the user) > System Permissions',
        url: setupUrl(run.about, '/lightning/setup/PermSets/home'),
        canApply: false,
      },
    };
  },
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Objects that are surely replicated, the commonest first. */
const ASKED_FIRST = ['Account', 'Contact', 'Lead', 'Opportunity', 'Campaign', 'Case', 'Task', 'Event'];

export const deletedFeed: Check = {
  id: 'deleted_feed',
  group: 'objects',
  title: 'Deletes are told',
  asks: 'Asks for the deleted ids of one mapped object over the last day.',
  without:
    'Records that leave no trace in the recycle bin stay in the mirror until the object is read again.',
  needs: ({ mapping }) =>
    mapping.objects.some(({ name }) => ASKED_FIRST.includes(name) || name.endsWith('__c'))
      ? 'recommended'
      : 'not_needed',
  async run(run) {
    const readable = (await readObjectFacts(run)).flatMap(({ object, shape }) =>
      shape === undefined ? [] : [object.name],
    );
    const object =
      ASKED_FIRST.find((name) => readable.includes(name)) ?? readable.find((name) => name.endsWith('__c'));
    if (object === undefined)
      return {
        status: 'unknown',
        summary: 'No mapped object can be read, so none was asked for deletes.',
        evidence: [],
        consequence: deletedFeed.without,
      };
    const now = toInstant(run.clock.nowMs());
    const from = toInstant(toEpochMs(now) - DAY_MS);
    const path = `/sobjects/${object}/deleted/?start=${encodeURIComponent(from)}&end=${encodeURIComponent(now)}`;
    const answer = await run.once(`deleted ${object}`, () => run.subject.read(path, run.context));
    const evidence = [evidenceOf(run.subject, answer, 'deleted ids are told')];
    if (answer.kind === 'answered')
      return { status: 'pass', summary: `Salesforce tells the deleted ids of ${object}.`, evidence };
    return {
      status: 'fail',
      summary: `Salesforce does not tell the deleted ids of ${object}: ${answer.error.message}`,
      evidence,
      consequence: deletedFeed.without,
      affected: { objects: [object], features: ['Deletes'] },
      remedy: {
        text: 'Mend what Salesforce names; Read on the object is enough for this question.',
        where: 'Setup > Users > Permission Sets > (a set of the user) > Object Settings',
        url: setupUrl(run.about, '/lightning/setup/PermSets/home'),
        canApply: false,
      },
    };
  },
};
