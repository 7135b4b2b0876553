import type { CampaignList, CampaignListMember, ListOwner } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';

/** The workspace's tables by the object's name; those that are not selected are absent. */
export interface ListTables {
  readonly campaign: MirrorTable;
  readonly member: MirrorTable;
  readonly lead: MirrorTable | undefined;
  readonly contact: MirrorTable | undefined;
  readonly account: MirrorTable | undefined;
  readonly user: MirrorTable | undefined;
}

interface ListRow {
  id: string;
  name: string | null;
  type: string | null;
  status: string | null;
  active: boolean | null;
  members: number;
  responded: number;
}

/** Every campaign, those with most people first; `campaignId`: that one alone. */
export async function listCampaignLists(
  db: Queryable,
  { campaign, member }: Pick<ListTables, 'campaign' | 'member'>,
  campaignId?: string,
): Promise<CampaignList[]> {
  const { rows } = await db.query<ListRow>(
    /* sql */ `
    select c.id, ${cell(campaign, 'c', 'Name')} as name, ${cell(campaign, 'c', 'Type')} as type,
           ${cell(campaign, 'c', 'Status')} as status, ${cell(campaign, 'c', 'IsActive', 'boolean')} as active,
           count(m.id)::integer as members,
           (count(*) filter (where ${cell(member, 'm', 'HasResponded', 'boolean')}))::integer as responded
      from ${tableName(campaign)} c
      left join ${tableName(member)} m on m.campaignid = c.id
     where $1::text is null or c.id = $1
     group by c.id
     order by members desc, c.id`,
    [campaignId ?? null],
  );
  return rows.map(({ id, ...row }) => ({ campaignId: id, ...row }));
}

interface MemberRow {
  id: string;
  lead_id: string | null;
  contact_id: string | null;
  account_id: string | null;
  name: string | null;
  email: string | null;
  company: string | null;
  status: string | null;
  responded: boolean | null;
  owner: ListOwner | null;
  account_owner: ListOwner | null;
}

/**
 * People of a campaign by the id of their membership, after `after`. Name, e-mail and company are the lead's or contact's
 * own as the mirror has them, else the copies that Salesforce keeps in the membership.
 */
export async function listCampaignMembers(
  db: Queryable,
  workspaceId: string,
  tables: ListTables,
  query: { readonly campaignId: string; readonly after: string; readonly limit: number },
): Promise<CampaignListMember[]> {
  const { member, lead, contact, account } = tables;
  const joins = [
    lead && `left join ${tableName(lead)} l on l.id = ${cell(member, 'm', 'LeadId')}`,
    contact && `left join ${tableName(contact)} k on k.id = ${cell(member, 'm', 'ContactId')}`,
    account &&
      `left join ${tableName(account)} a on a.id = coalesce(${cell(contact, 'k', 'AccountId')}, ${cell(member, 'm', 'AccountId')})`,
  ];
  const own = (field: string) =>
    `coalesce(${cell(lead, 'l', field)}, ${cell(contact, 'k', field)}, ${cell(member, 'm', field)})`;
  const personName = `coalesce(${cell(lead, 'l', 'Name')}, ${cell(contact, 'k', 'Name')}, ${cell(member, 'm', 'Name')}, nullif(concat_ws(' ', ${own('FirstName')}, ${own('LastName')}), ''))`;
  const { rows } = await db.query<MemberRow>(
    /* sql */ `
    with people as (
      select m.id, ${cell(member, 'm', 'LeadId')} as lead_id, ${cell(member, 'm', 'ContactId')} as contact_id,
             coalesce(${cell(contact, 'k', 'AccountId')}, ${cell(member, 'm', 'AccountId')}) as account_id,
             ${personName} as name, ${own('Email')} as email,
             coalesce(${cell(lead, 'l', 'Company')}, ${cell(account, 'a', 'Name')}, ${cell(member, 'm', 'CompanyOrAccount')}) as company,
             ${cell(member, 'm', 'Status')} as status, ${cell(member, 'm', 'HasResponded', 'boolean')} as responded,
             coalesce(${cell(lead, 'l', 'OwnerId')}, ${cell(contact, 'k', 'OwnerId')}, ${cell(member, 'm', 'LeadOrContactOwnerId')}) as owner_id,
             ${cell(account, 'a', 'OwnerId')} as account_owner_id
        from ${tableName(member)} m
        ${joins.filter((join) => join !== undefined).join('\n        ')}
       where m.campaignid = $2 and m.id > $3
       order by m.id
       limit $4
    )
    select id, lead_id, contact_id, account_id, name, email, company, status, responded,
           ${ownerSql(tables.user, 'owner_id')} as owner, ${ownerSql(tables.user, 'account_owner_id')} as account_owner
      from people
     order by id`,
    [workspaceId, query.campaignId, query.after, query.limit],
  );
  return rows.map((row) => ({
    campaignMemberId: row.id,
    kind:
      row.lead_id !== null
        ? 'lead'
        : row.contact_id !== null
          ? 'contact'
          : row.account_id !== null
            ? 'account'
            : 'unknown',
    recordId: row.lead_id ?? row.contact_id ?? row.account_id,
    name: row.name,
    email: row.email,
    company: row.company,
    accountId: row.account_id,
    status: row.status,
    responded: row.responded,
    owner: row.owner,
    accountOwner: row.account_owner,
  }));
}

/** A Salesforce user as JSON, with the member of the workspace who is that user: by what a person said, or by their login. */
function ownerSql(user: MirrorTable | undefined, id: string): string {
  const userCell = (field: string) =>
    user === undefined
      ? 'null'
      : `(select ${cell(user, 'u', field)} from ${tableName(user)} u where u.id = ${id})`;
  return /* sql */ `
    case when ${id} is not null then json_build_object(
      'userId', ${id}, 'name', ${userCell('Name')}, 'email', ${userCell('Email')},
      'member', (select json_build_object('memberId', p.member_id, 'name', p.name)
                   from sync_user.member p
                  where p.workspace_id = $1
                    and (left(p.salesforce_user_id, 15) = left(${id}, 15)
                         or exists (select from sync_user.connection c
                                     where c.workspace_id = p.workspace_id and c.member_id = p.member_id
                                       and c.state <> 'replaced' and left(c.user_id, 15) = left(${id}, 15)))
                  order by p.member_id
                  limit 1)) end`;
}

/** A column, or null of its type when the object or the field is not mirrored. */
function cell(table: MirrorTable | undefined, alias: string, field: string, type = 'text'): string {
  const column = table?.columns.find((one) => one.field === field && one.removedAt === null);
  return column === undefined ? `null::${type}` : `${alias}.${quote(column.column)}`;
}
