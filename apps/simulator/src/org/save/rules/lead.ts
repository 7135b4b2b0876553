import { refuse } from '../row-failure.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

/**
 * A converted lead is read-only, for administrators too, without "View and Edit Converted Leads".
 * Source: Salesforce Help, "View and Edit Converted Leads"; facts 8.6.
 *
 * @throws RowFailure `CANNOT_UPDATE_CONVERTED_LEAD`
 */
export function refuseConvertedLead(context: SaveContext, change: RowChange): void {
  if (change.model.name !== 'Lead' || change.before?.['IsConverted'] !== 1) return;
  if (context.access.hasPermission(context.caller.userId, 'AllowViewEditConvertedLeads')) return;
  throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
}
