import type { PreflightReport } from '@sync-user/contract';
import type { CheckRun } from '../../check.ts';
import { readHiddenFields } from './field-read.ts';
import { readCountFacts } from './object-facts.ts';

/** Each mapped object with what is seen of it; hidden mapped fields come before the other hidden ones. */
export async function summariseObjects(run: CheckRun): Promise<PreflightReport['objects']> {
  const [counts, hidden] = await Promise.all([readCountFacts(run), readHiddenFields(run)]);
  const fieldsOf = new Map(hidden.map((one) => [one.object, [...one.mapped, ...one.others]]));
  return counts.map(({ object, visible, existing }) => ({
    object: object.name,
    visible,
    existing,
    hiddenFields: fieldsOf.get(object.name) ?? [],
  }));
}
