import type { Asked } from '../../../ports/org-access.ts';
import type { SourceRecord } from '../../../ports/source-org.ts';
import type { Check, CheckRun } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { allowanceIn, limits } from '../../facts.ts';
import { onPage } from '../../remedy.ts';

/** Objects whose changes are events, without the add-on. Source: Change Data Capture Developer Guide, "Allocations". */
const WITHOUT_ADD_ON = 5;
const LOW = 0.1;

const changeEventEntities: Check = {
  id: 'change_event_entities',
  group: 'limits',
  title: 'Objects with change events',
  asks: 'PlatformEventChannelMember of the Tooling API: which objects have change events selected.',
  without: 'Changes of further objects are found by polling alone; none is lost.',
  needs: ({ mapping }) => (mapping.objects.length > 0 ? 'recommended' : 'not_needed'),
  async run(run) {
    const soql = 'SELECT SelectedEntity FROM PlatformEventChannelMember';
    const path = `/tooling/query?q=${encodeURIComponent(soql)}`;
    const { as, answer } = await readByEither(run, path);
    const selected = selectedEntities(answer);
    if (selected === undefined) {
      return {
        status: 'unknown',
        summary: 'Nobody connected may see which objects have change events. Polling does not need them.',
        evidence: [{ ...evidenceOf(as, answer, 'an unknown answer'), asked: soql }],
      };
    }
    const used = selected.length;
    const evidence = [{ ...evidenceOf(as, answer, selected.join(', ') || 'none'), asked: soql }];
    const without = run.mapping.objects
      .map(({ name }) => name)
      .filter((name) => !selected.includes(toEvent(name)));
    // Who has more than that has the add-on.
    if (used !== WITHOUT_ADD_ON || without.length === 0) {
      return {
        status: 'pass',
        summary:
          used > WITHOUT_ADD_ON
            ? `${used} objects have change events: the org has the add-on.`
            : `${used} objects have change events; ${WITHOUT_ADD_ON} are free.`,
        evidence,
      };
    }
    return {
      status: 'fail',
      summary: `All ${WITHOUT_ADD_ON} objects that an org may select without the add-on are taken.`,
      evidence,
      affected: { objects: without, features: ['change events'] },
      remedy: onPage(
        run,
        'changeDataCapture',
        'Selected Entities',
        'Take objects off that no subscriber needs, or buy the add-on.',
      ),
    };
  },
};

const eventDelivery: Check = {
  id: 'event_delivery',
  group: 'limits',
  title: 'Event deliveries left',
  asks: 'DailyDeliveredPlatformEvents of /limits.',
  without: 'Change events are not delivered until the 24-hour window moves on; polling goes on.',
  needs: ({ mapping }) => (mapping.objects.length > 0 ? 'recommended' : 'not_needed'),
  async run(run) {
    const { as, answer } = await limits(run);
    const left = allowanceIn(answer, 'DailyDeliveredPlatformEvents');
    if (left === undefined) {
      return {
        status: 'unknown',
        summary: 'Nobody connected may see the allowance. Polling does not need it.',
        evidence: [evidenceOf(as, answer, 'no such limit')],
      };
    }
    const words = `${left.remaining.toLocaleString('en')} of ${left.max.toLocaleString('en')} deliveries are left`;
    const evidence = [evidenceOf(as, answer, words)];
    if (left.remaining > left.max * LOW) return { status: 'pass', summary: `${words}.`, evidence };
    return {
      status: 'fail',
      summary: `Only ${words} in these 24 hours.`,
      evidence,
      affected: { features: ['change events'] },
      remedy: onPage(
        run,
        'changeDataCapture',
        '',
        'See which subscribers take the deliveries, or buy the add-on.',
      ),
    };
  },
};

async function readByEither(run: CheckRun, path: string) {
  if (run.inspector !== undefined) {
    const answer = await run.inspector.read(path, run.context);
    if (answer.kind === 'answered') return { as: run.inspector, answer };
  }
  return { as: run.subject, answer: await run.subject.read(path, run.context) };
}

/** `AccountChangeEvent`, `Widget__ChangeEvent`. */
function selectedEntities(answer: Asked<unknown>): readonly string[] | undefined {
  const records =
    answer.kind === 'answered' ? (answer.value as { readonly records?: unknown }).records : undefined;
  if (!Array.isArray(records)) return undefined;
  return [...new Set(records.map((row: SourceRecord) => String(row['SelectedEntity'])))];
}

function toEvent(object: string): string {
  return object.endsWith('__c') ? `${object.slice(0, -1)}ChangeEvent` : `${object}ChangeEvent`;
}

export const EVENT_CHECKS: readonly Check[] = [changeEventEntities, eventDelivery];
