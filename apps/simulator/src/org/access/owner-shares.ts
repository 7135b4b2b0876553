/**
 * Share rows that repeat who owns what. The org keeps them for every record; here they are written when somebody asks for
 * share rows, and sharing itself looks at the owners. Source: Object Reference, AccountShare (RowCause Owner).
 */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import type { OrgStore } from '../storage/org-store.ts';
import { quote, tableName } from '../storage/tables.ts';
import { accessRule } from './access-rules.ts';
import { shareLevelField, shareParentField } from './sharing-model.ts';

export function refreshOwnerShares(
  { database, schema, store }: { database: DatabaseSync; schema: Schema; store: OrgStore },
  share: ObjectModel,
): void {
  const rule = accessRule(share);
  const shared = rule.kind === 'share' ? schema.get(rule.parent) : undefined;
  const prefix = share.definition.keyPrefix;
  if (shared?.has('OwnerId') !== true || prefix === null) return;
  const [parent, level] = [shareParentField(share.name), shareLevelField(share.name)];
  const [shares, records] = [tableName(share.name), tableName(shared.name)];
  const live = shared.hasIsDeleted ? 'r."IsDeleted" = 0' : '1';
  const isOwners = `s.${quote(parent)} = r."Id" and s."UserOrGroupId" = r."OwnerId"`;
  database.exec(`delete from ${shares} as s where s."RowCause" = 'Owner'
    and not exists (select 1 from ${records} r where ${isOwners} and ${live})`);
  const missing = `from ${records} r where ${live} and r."OwnerId" is not null
    and not exists (select 1 from ${shares} s where ${isOwners} and s."RowCause" = 'Owner')`;
  const count = Number(database.prepare(`select count(*) as n ${missing}`).get()?.['n']);
  if (count === 0) return;
  const first = store.takeNumbers(prefix, count);
  database
    .prepare(
      `insert into ${shares} ("Id", ${quote(parent)}, "UserOrGroupId", ${quote(level)}, "RowCause", "LastModifiedDate", "LastModifiedById", "IsDeleted")
       select sf_id(?, ? + row_number() over () - 1), r."Id", r."OwnerId", 'All', 'Owner', r."LastModifiedDate", r."LastModifiedById", 0 ${missing}`,
    )
    .run(prefix, first);
}
