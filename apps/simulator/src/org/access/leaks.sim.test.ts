/**
 * Random people ask at every door while an administrator changes what they may see: each answer shows what they may see at
 * that moment, and nothing else. A failure prints its seed.
 */
import fc from 'fast-check';
import { behaviour } from '../../../testing/behaviour.ts';
import { CHANGES, type Choice } from '../../../testing/secret-changes.ts';
import { DOORS } from '../../../testing/secret-doors.ts';
import { OTHER_DOORS } from '../../../testing/secret-other-doors.ts';
import { visit, type Door } from '../../../testing/secret-visit.ts';
import { BUSY_THINGS, PEOPLE, SECRETS, SecretWorld } from '../../../testing/secret-world.ts';

const ALL_DOORS: Readonly<Record<string, Door>> = { ...DOORS, ...OTHER_DOORS };

interface Step extends Choice {
  readonly name: string;
}

/** Somebody with little, somebody who sees all rows, somebody who writes. */
const BEGINNING: readonly Step[] = [0, 1, 2].flatMap((who) => [
  { name: 'assignment', who, thing: 0, field: 0, more: who },
  { name: 'field permission', who, thing: 0, field: 1 + (who % 2), more: who },
]);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    name: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...Object.keys(CHANGES)) },
      { weight: 3, arbitrary: fc.constantFrom(...Object.keys(ALL_DOORS)) },
    ),
    who: fc.nat(PEOPLE.length - 1),
    thing: fc.nat(BUSY_THINGS - 1),
    field: fc.nat(SECRETS.length - 1),
    more: fc.nat(11),
  }),
  { minLength: 120, maxLength: 160, size: 'max' },
);

behaviour(
  'whatever the sequence of calls and of changes to grants, sharing and rows: everybody is shown what they may see, and nothing else',
  { documented: 'facts 7.2 to 7.5; Salesforce Help, "Control Who Sees What"' },
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await using world = await SecretWorld.open();
        for (const [index, step] of [...BEGINNING, ...sequence].entries()) {
          const change = CHANGES[step.name];
          try {
            await (change === undefined ? ALL_DOORS[step.name]?.(visit(world, step)) : change(world, step));
          } catch (error) {
            throw new Error(`step ${index}, ${JSON.stringify(step)}, ${world.describe(step)}`, {
              cause: error,
            });
          }
        }
        await world.checkEvents();
      }),
      {
        seed: Number(process.env['LEAK_SEED'] ?? 20_261_122),
        numRuns: Number(process.env['LEAK_RUNS'] ?? 4),
        endOnFailure: true,
      },
    );
  },
  { covers: ['access.fields', 'access.sharing'] },
);
