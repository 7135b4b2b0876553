import type { DatabaseSync } from 'node:sqlite';
import { recountStatements } from './save/rules/campaign-counters.ts';
import type { Schema } from './schema/schema.ts';
import { tableName } from './storage/tables.ts';

/** Counts members and opportunities of all campaigns anew. Does nothing where there are no campaigns. */
export function recountCampaigns(database: DatabaseSync, schema: Schema): void {
  const campaigns = schema.get('Campaign');
  const counted = ['CampaignMember', 'Opportunity', 'Lead'].every((name) => schema.get(name) !== undefined);
  if (campaigns === undefined || !counted) return;
  if (database.prepare(`select 1 from ${tableName('Campaign')} limit 1`).get() === undefined) return;
  const { own, tree, levels } = recountStatements(campaigns);
  database.exec(own);
  for (let level = 0; level < levels; level += 1) database.exec(tree);
}
