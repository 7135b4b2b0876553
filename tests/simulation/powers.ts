import type { FieldChanges } from './field-changes.ts';
import type { Random } from './random.ts';
import type { Workers } from './workers.ts';

const WEIGHTS = { make: 6, choose: 5, remove: 2, retype: 3, work: 8, sync: 5 } as const;

/** How often something of it happens before a step. */
const CHANCE = 0.3;

/** Two of five histories change fields, repeat events, and may belong to a sync user who does not see the setup. */
export function hasPowers(seed: number): boolean {
  return seed % 5 === 2 || seed % 5 === 4;
}

/** One thing that happens to fields, or nothing. */
export async function changeSomeField(random: Random, fields: FieldChanges, workers: Workers): Promise<void> {
  if (!random.chance(CHANCE)) return;
  const power = random.weighted(WEIGHTS);
  switch (power) {
    case 'make':
      return await fields.make();
    case 'choose':
      return await fields.choose();
    case 'remove':
      return await fields.remove();
    case 'retype':
      return await fields.retype();
    case 'work':
      return void (await fields.work());
    case 'sync':
      return await workers.sync();
    default:
      throw new Error(`unknown power ${String(power satisfies never)}`);
  }
}
