import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { inObjectManager, listed } from '../objects/remedies.ts';
import { readWrittenObjects, whenWritten } from './written-objects.ts';

/** Row S6. Describe tells record types as they are for the asking user. */
export const recordTypeDefault: Check = {
  id: 'record_type_default',
  group: 'writing',
  title: 'A default record type where there are several',
  asks: 'Reads, of each written object, the record types this user may use and which of them is the default.',
  without: 'Records created from this side get no record type, or one that nobody chose.',
  needs: whenWritten('recommended'),
  async run(run) {
    const written = (await readWrittenObjects(run)).map((facts) => {
      const own = facts.shape.recordTypes.filter(({ isMaster, active }) => !isMaster && active);
      const usable = own.filter(({ available }) => available);
      return { ...facts, own, usable, chosen: usable.find(({ isDefault }) => isDefault) };
    });
    const evidence = written.map(({ described, object, own, usable, chosen }) =>
      evidenceOf(
        run.subject,
        described,
        own.length === 0
          ? `${object.name} has no record types`
          : `${object.name}: ${own.length} record types, ${usable.length} usable, default ${chosen?.name ?? 'none of them'}`,
      ),
    );
    const lacking = written.filter(({ own, chosen }) => own.length > 0 && chosen === undefined);
    const [first] = lacking;
    if (first === undefined) {
      const defaults = written.flatMap(({ object, chosen }) =>
        chosen === undefined ? [] : [`${object.name} as ${chosen.name}`],
      );
      const summary =
        defaults.length === 0
          ? 'No written object has record types.'
          : `New records get the user’s default: ${listed(defaults)}.`;
      return { status: 'pass', summary, evidence };
    }
    const names = lacking.map(({ object }) => object.name);
    const none = lacking.filter(({ usable }) => usable.length === 0).map(({ object }) => object.name);
    return {
      status: 'fail',
      summary:
        none.length > 0
          ? `${listed(none)} ${none.length === 1 ? 'has' : 'have'} record types of which this user may use none.`
          : `This user has no default record type on ${listed(names)}.`,
      evidence,
      consequence: `New records of ${listed(names)} get no record type, so page layout, picklists and processes may not fit.`,
      affected: { objects: names, features: ['Writing'] },
      remedy: {
        ...inObjectManager(
          run,
          first.object.name,
          'RecordTypes',
          'Record Types',
          `In the user’s profile, under Object Settings > ${listed(names)} > Edit: assign the record types and choose a default.`,
        ),
        where: 'Setup > Profiles > (the user’s profile) > Object Settings > Record Types',
      },
    };
  },
};
