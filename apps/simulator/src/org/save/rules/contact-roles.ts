/** An opportunity has one primary contact role at most. Source: Object Reference, OpportunityContactRole.IsPrimary, Opportunity.ContactId. */
import type { Row } from '../../types.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

/** The contact that a new opportunity names gets the primary role. */
export function makePrimaryRole(context: SaveContext, change: RowChange): void {
  const roles = context.schema.get('OpportunityContactRole');
  const { Id: id, ContactId: contact } = change.row;
  if (roles === undefined || change.before !== undefined || typeof contact !== 'string') return;
  context.platform.create(roles, { OpportunityId: id ?? null, ContactId: contact, IsPrimary: 1 });
}

/** A new primary role takes the place of the old one; the opportunity shows its contact without being saved (assumed). */
export function keepOnePrimary(context: SaveContext, change: RowChange): void {
  const { row, before, model } = change;
  const opportunity = row['OpportunityId'] ?? null;
  if (row['IsPrimary'] === 1 && before?.['IsPrimary'] !== 1) {
    for (const id of context.rows.findIds(model, 'OpportunityId', opportunity)) {
      if (id !== row['Id'] && context.rows.read(model, id)?.['IsPrimary'] === 1) {
        context.platform.update(model, id, { IsPrimary: 0 });
      }
    }
  }
  showPrimary(context, opportunity);
}

/** Also after a role went. */
export function showPrimary(context: SaveContext, opportunityId: Row[string]): void {
  const roles = context.schema.get('OpportunityContactRole');
  const opportunities = context.schema.get('Opportunity');
  if (roles === undefined || opportunities === undefined || typeof opportunityId !== 'string') return;
  const primary = context.rows
    .findIds(roles, 'OpportunityId', opportunityId)
    .map((id) => context.rows.read(roles, id))
    .find((role) => role?.['IsPrimary'] === 1);
  context.rows.update(opportunities, opportunityId, { ContactId: primary?.['ContactId'] ?? null });
}
