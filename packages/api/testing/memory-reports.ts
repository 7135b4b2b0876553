import type { CampaignList } from '@sync-user/contract';
import type { MoneyServices, ReportServices } from '../src/reading-services.ts';

const LIST: CampaignList = {
  campaignId: '701000000000000AAA',
  name: 'Spring fair',
  type: 'Conference',
  status: 'Planned',
  active: true,
  members: 0,
  responded: 0,
};

/** An org with one currency, and one campaign. */
export function memoryMoney(): MoneyServices {
  return {
    read: async () => ({
      currencies: 'one',
      corporateCurrency: null,
      datedRates: false,
      ratesReadAt: null,
      trouble: null,
      rates: [],
      objects: [],
    }),
    summarize: async (_workspaceId, { object, field, groupBy }) => ({
      object,
      field,
      groupBy: groupBy ?? null,
      corporateCurrency: null,
      datedRates: false,
      ratesReadAt: null,
      total: { key: null, rows: 0, perCurrency: [], corporate: '0', unconverted: [] },
      groups: [],
      moreGroups: false,
    }),
  };
}

export function memoryReports(): ReportServices {
  return {
    readPipeline: async (_workspaceId, { interval }) => ({
      currency: null,
      ratesReadAt: null,
      interval,
      points: [],
      asOf: null,
    }),
    listCampaignLists: async () => [LIST],
    readCampaignList: async () => ({ list: LIST, missing: [], members: [], nextCursor: null }),
  };
}
