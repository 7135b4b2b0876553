import type { SelectedObject } from '@sync-user/contract';

type Readable = Pick<SelectedObject, 'name' | 'table' | 'state'>;

/** An identifier as SQL takes it: bare when it may be, quoted when it must. */
export function toIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Salesforce object names that are reserved words of PostgreSQL (Appendix C, "reserved"). */
const RESERVED = new Set(['case', 'order', 'user', 'group']);

/** A query that answers something when accounts and opportunities are there, and the newest rows else. */
export function toSql(schema: string, objects: readonly Readable[]): string {
  const table = (name: string): string | undefined => {
    const object = objects.find((each) => each.name === name && each.state === 'live');
    return object && `${toIdentifier(schema)}.${toIdentifier(object.table)}`;
  };
  const account = table('Account');
  const opportunity = table('Opportunity');
  if (account !== undefined && opportunity !== undefined) {
    return [
      'select a.name, count(*) as open_deals, min(o.closedate) as next_close',
      `from ${account} a`,
      `join ${opportunity} o on o.accountid = a.id`,
      'where not o.isclosed',
      'group by a.id, a.name',
      'order by open_deals desc',
      'limit 20;',
    ].join('\n');
  }
  const first = objects.find(({ state }) => state === 'live') ?? objects[0];
  const from = `${toIdentifier(schema)}.${toIdentifier(first?.table ?? 'account')}`;
  return [`select *`, `from ${from}`, 'order by systemmodstamp desc', 'limit 20;'].join('\n');
}

export function toCurl(origin: string, workspace: string, objects: readonly Readable[]): string {
  const object = (objects.find(({ state }) => state === 'live') ?? objects[0])?.name ?? 'Account';
  return [
    'curl \\',
    '  -H "Authorization: Bearer $SYNC_USER_API_KEY" \\',
    `  "${origin}/api/v1/workspaces/${workspace}/objects/${object}/records?limit=20"`,
  ].join('\n');
}
