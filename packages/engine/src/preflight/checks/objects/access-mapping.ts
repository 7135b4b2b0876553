import type { PermissionPolicy } from '@sync-user/contract';
import type { StoredObject } from '../../../ports/object-store.ts';
import type { AccessMapping } from '../../../ports/org-access.ts';

/** Read and written under the standard user policy, whatever is selected. Rows U5 and U6. */
const WRITTEN: Readonly<Record<string, string>> = {
  Account: 'Account',
  Contact: 'Contact',
  Lead: 'Lead',
  Opportunity: 'Opportunity',
};
const READ: Readonly<Record<string, string>> = {
  OpportunityHistory: 'Opportunity History',
  OpportunityFieldHistory: 'Opportunity Field History',
  User: 'User',
  Campaign: 'Campaign',
  CampaignMember: 'Campaign Member',
};

/**
 * What permissions are measured against: the selected objects with their mapped fields, fields in trouble too, because
 * they may be hidden only. Nothing is pushed yet, so nothing is written but what the policy asks for.
 */
export function toAccessMapping(objects: readonly StoredObject[], policy: PermissionPolicy): AccessMapping {
  const isStandard = policy === 'standard_user';
  const selected = objects.map(({ table, label }) => ({
    name: table.sobject,
    label,
    fields: table.columns.map((column) => column.field),
    writes: isStandard && WRITTEN[table.sobject] !== undefined,
  }));
  if (!isStandard) return { objects: selected };
  const known = new Set(selected.map((object) => object.name));
  const asked = Object.entries({ ...WRITTEN, ...READ })
    .filter(([name]) => !known.has(name))
    .map(([name, label]) => ({ name, label, fields: [], writes: WRITTEN[name] !== undefined }));
  return { objects: [...selected, ...asked] };
}
