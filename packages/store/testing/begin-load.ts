import type { MirrorTable, NewLoadPart, StoredLoad } from '@sync-user/engine';
import type { Store } from '../src/create-store.ts';
import { at } from './sample-workspace.ts';

/** A part that reads everything, by a bulk job. */
export const WHOLE_PART: NewLoadPart = {
  transport: 'bulk',
  range: { after: null, through: null },
  fields: null,
  fills: false,
  merge: false,
  attempts: 1,
};

/** Begins a load of an object that is selected, and plans its parts: one that reads everything, unless others are given. */
export async function beginLoad(
  store: Store,
  { workspaceId, sobject }: MirrorTable,
  load: { readonly reload: boolean; readonly parts?: readonly NewLoadPart[] },
): Promise<StoredLoad> {
  const begun = await store.objects.startLoad(workspaceId, sobject, { reload: load.reload, restart: false });
  const planned = await store.objects.planLoad(begun.loadId, {
    position: at(0),
    rowsCounted: null,
    parts: load.parts ?? [WHOLE_PART],
  });
  if (planned === undefined) throw new Error('the load is another’s');
  return planned;
}
