import type { Need, NeedQuestion } from '../../check.ts';
import type { CheckRun } from '../../check.ts';
import { type ObjectFacts, readObjectFacts } from '../objects/object-facts.ts';

/** Objects that are written, where they can be read at all; what cannot is `object_read`'s matter. */
export async function readWrittenObjects(
  run: CheckRun,
): Promise<readonly (ObjectFacts & { readonly shape: NonNullable<ObjectFacts['shape']> })[]> {
  return (await readObjectFacts(run)).flatMap((facts) =>
    facts.object.writes && facts.shape !== undefined ? [{ ...facts, shape: facts.shape }] : [],
  );
}

export function whenWritten(need: Need): (question: NeedQuestion) => Need {
  return ({ mapping }) => (mapping.objects.some(({ writes }) => writes) ? need : 'not_needed');
}
