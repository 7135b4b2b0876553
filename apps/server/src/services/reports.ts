import type { ReportServices } from '@sync-user/api';
import { SyncError } from '@sync-user/contract';
import { type Clock, type MirrorTable, type StoredObject, toId18, toInstant } from '@sync-user/engine';
import type { Store } from '@sync-user/store';

const DAY_MS = 86_400_000;
/** Points of a report; more are a chart nobody can read. */
const MOST_POINTS = 400;
const DAYS = { day: 1, week: 7, month: 28, quarter: 90 } as const;

export function createReportServices(store: Store, clock: Clock): ReportServices {
  return {
    async readPipeline(workspaceId, query) {
      const to = query.to ?? toInstant(clock.nowMs()).slice(0, 10);
      const from = query.from ?? new Date(Date.parse(to) - 365 * DAY_MS).toISOString().slice(0, 10);
      const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
      if (days < 0) throw new SyncError('API_INVALID_REQUEST', '`from` is later than `to`.');
      if (days / DAYS[query.interval] > MOST_POINTS)
        throw new SyncError(
          'API_INVALID_REQUEST',
          `That is more than ${MOST_POINTS} points: ask for a wider interval.`,
        );
      const objects = await store.objects.list(workspaceId);
      const opportunity = find(objects, 'Opportunity');
      const history = find(objects, 'OpportunityHistory');
      const tables = { opportunity: opportunity.table, history: history.table };
      const missing = store.reports.missingForPipeline(tables);
      if (missing.length > 0)
        throw new SyncError(
          'API_CONFLICT',
          `The report needs fields that are not mirrored: ${missing.join(', ')}.`,
        );
      const rates = await store.money.read(workspaceId);
      const several = store.money.viewOf(history.table) !== null;
      const read = [opportunity.cursor?.readThrough, history.cursor?.readThrough];
      return {
        currency: several ? rates.corporateCurrency : null,
        ratesReadAt: several ? rates.ratesReadAt : null,
        interval: query.interval,
        points: await store.reports.readPipeline(tables, { from, to, interval: query.interval }),
        asOf: read.includes(undefined)
          ? null
          : (read.toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))[0] ?? null),
      };
    },

    async listCampaignLists(workspaceId) {
      return await store.reports.listCampaignLists(listTables(await store.objects.list(workspaceId)));
    },

    async readCampaignList(workspaceId, campaignId, { limit, cursor }) {
      const tables = listTables(await store.objects.list(workspaceId));
      const id = toId18(campaignId);
      const [list] = await store.reports.listCampaignLists(tables, id ?? campaignId);
      if (list === undefined)
        throw new SyncError('API_NOT_FOUND', `The mirror has no campaign ${campaignId}.`);
      if (cursor !== undefined && !/^[a-zA-Z0-9]{18}$/.test(cursor))
        throw new SyncError('API_INVALID_REQUEST', 'That is no cursor of ours.');
      const members = await store.reports.listCampaignMembers(workspaceId, tables, {
        campaignId: list.campaignId,
        after: cursor ?? '',
        limit: limit + 1,
      });
      const missing = {
        Lead: tables.lead,
        Contact: tables.contact,
        Account: tables.account,
        User: tables.user,
      };
      return {
        list,
        missing: Object.entries(missing).flatMap(([name, table]) => (table === undefined ? [name] : [])),
        members: members.slice(0, limit),
        nextCursor: members.length > limit ? (members[limit - 1]?.campaignMemberId ?? null) : null,
      };
    },
  };
}

function find(objects: readonly StoredObject[], name: string): StoredObject {
  const found = objects.find(({ table }) => table.sobject === name);
  if (found === undefined)
    throw new SyncError('OBJECT_NOT_SELECTED', `${name} is not selected, and this report is made of it.`);
  return found;
}

function listTables(objects: readonly StoredObject[]) {
  const table = (name: string): MirrorTable | undefined =>
    objects.find((object) => object.table.sobject === name)?.table;
  return {
    campaign: find(objects, 'Campaign').table,
    member: find(objects, 'CampaignMember').table,
    lead: table('Lead'),
    contact: table('Contact'),
    account: table('Account'),
    user: table('User'),
  };
}
