import { toColumnType } from '../../packages/engine/src/map/column-type.ts';
import { fence, toPage, toTable } from './markdown.ts';

const SALESFORCE_TYPES = [
  'id, reference, string, picklist, multipicklist, textarea, email, phone, url, combobox, encryptedstring',
  'boolean',
  'int',
  'long',
  'double, currency, percent',
  'date',
  'datetime',
  'time',
  'address, location, base64',
];

const OBJECT_TABLES = `### Object tables

One table per selected object, made from what Salesforce's describe tells.

- Table and columns have the Salesforce API names in lower case: \`account\`, \`invoice__c\`, \`account.billingcity\`.
  SQL words among them need quotes: \`crm_demo."user"\`, \`crm_demo."case"\`.
- \`id\` is the primary key, always with 18 characters. The column that tells what changed (\`systemmodstamp\`; for objects
  without it \`lastmodifieddate\`, \`createddate\` or \`logintime\`), lookups and external ids are indexed once the first load has ended.
- Deleted records leave the table (their last image goes to \`sync_tombstone\`), so there is no column \`isdeleted\`.
- There are no foreign keys: the sync user may see a record and not its parent.
- Selecting more fields adds columns; a field that is no longer read keeps its column with the last values. Deselecting the
  object drops the table.
- Do not write to these tables: the next change from Salesforce overwrites the row. Views of yours on them, kept in a schema
  of yours, are fine, but hold a dependent table back from being dropped.`;

const FEED_RULES = `### Change feed

\`sync_change.seq\` has no gaps, is never reused and becomes visible in its own order, so "everything after the last seq I
handled" misses nothing. A first load writes no entries; what is loaded again later does, where a row changed. Entries are kept for
good; there is no pruning yet. Its head, \`sync_feed_head.last_seq\`, is the last seq there is.`;

const QUERIES: readonly (readonly [string, string])[] = [
  [
    'Open pipeline by account',
    `select a.name, sum(o.amount) as open_pipeline, o.currencyisocode
  from crm_demo.opportunity o join crm_demo.account a on a.id = o.accountid
 where not o.isclosed
 group by 1, 3 order by 2 desc limit 10;`,
  ],
  [
    'What changed in the last hour, by whom',
    `select c.seq, c.applied_at, u.name as by, c.object, c.record_name, c.operation, c.changed
  from crm_demo.sync_change c left join crm_demo."user" u on u.id = c.user_id
 where c.applied_at > now() - interval '1 hour'
 order by c.seq desc limit 50;`,
  ],
  [
    'Every stage an opportunity has passed since its first load',
    `select changed_at, changed->'stagename'->>0 as from_stage, changed->'stagename'->>1 as to_stage
  from crm_demo.sync_change
 where object = 'Opportunity' and changed ? 'stagename' and record_id = '006…'
 order by seq;`,
  ],
  [
    'Deleted contacts, as the mirror last had them',
    `select id, deleted_at, image->>'name' as name, image->>'email' as email
  from crm_demo.sync_tombstone
 where object = 'Contact'
 order by deleted_at desc;`,
  ],
  [
    'How fresh each object is',
    `select w.slug, o.sobject, o.state, o.mirror_rows, now() - o.read_through as age
  from sync_user.selected_object o join sync_user.workspace w using (workspace_id)
 order by 1, 2;`,
  ],
];

/** The tables of objects, which differ from workspace to workspace, and what one can ask them. */
export function objectTablesBlock(): string {
  const rows = SALESFORCE_TYPES.map((types) => {
    const column = toColumnType(types.split(', ')[0] ?? '');
    return [types, column === undefined ? 'no column' : `\`${column}\``];
  });
  return toPage([OBJECT_TABLES, toTable(['Salesforce type', 'Column type'], rows)]).trimEnd();
}

export function feedBlock(): string {
  return FEED_RULES;
}

export function queriesBlock(): string {
  return toPage([
    '## Example queries',
    ...QUERIES.map(([what, sql]) => `${what}:\n\n${fence('sql', sql)}`),
  ]).trimEnd();
}
