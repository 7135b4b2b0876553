import type { Scalar } from '../../types.ts';
import type { SaveContext } from '../save-context.ts';

/** The account of what an activity is about, or of the contact it is with. */
export function accountOf(context: SaveContext, ids: readonly (Scalar | undefined)[]): Scalar {
  for (const id of ids) {
    if (typeof id !== 'string') continue;
    const model = context.schema.byPrefix(id.slice(0, 3));
    if (model?.name === 'Account') return id;
    const account = model?.has('AccountId') === true ? context.rows.read(model, id)?.['AccountId'] : null;
    if (typeof account === 'string') return account;
  }
  return null;
}
