import type { Org } from '../org/types.ts';
import { querySystem } from '../users.ts';

/** What an org is, as far as its limits go. */
export interface ApiAllocation {
  /** API calls in 24 hours. */
  readonly dailyRequests: number;
  /** Only these may go beyond it for a while. */
  readonly paidProduction: boolean;
  /** Long requests at a time. */
  readonly longRequests: number;
}

interface Edition {
  readonly base: number;
  /** Calls a licence adds, by its name. */
  readonly perLicence: Readonly<Record<string, number>>;
}

const ENTERPRISE: Edition = {
  base: 100_000,
  perLicence: {
    Salesforce: 1000,
    'Salesforce Platform': 1000,
    'Lightning Platform Plus': 1000,
    'Lightning Platform One App': 200,
    'Force.com - One App': 200,
    'Customer Community Plus': 200,
    'Partner Community': 200,
    'Customer Community Login': 0,
    'Customer Community Plus Login': 10,
    'Partner Community Login': 10,
  },
};
const UNLIMITED: Edition = {
  base: 100_000,
  perLicence: {
    ...ENTERPRISE.perLicence,
    Salesforce: 5000,
    'Salesforce Platform': 5000,
    'Lightning Platform Plus': 5000,
  },
};

/** Editions whose allowance grows with the licences. Source: API Request Limits and Allocations; facts 3.1. */
const EDITIONS: Readonly<Record<string, Edition>> = {
  'Professional Edition': ENTERPRISE,
  'Enterprise Edition': ENTERPRISE,
  'Unlimited Edition': UNLIMITED,
  'Performance Edition': UNLIMITED,
};
const DEVELOPER_REQUESTS = 15_000;
const FULL_SANDBOX_REQUESTS = 5_000_000;

/** By the org's own rows: Organization says the edition, UserLicense how many licences there are. */
export function apiAllocation(org: Org): ApiAllocation {
  const [organization] = querySystem(
    org,
    'SELECT OrganizationType, IsSandbox, TrialExpirationDate FROM Organization',
  );
  const edition = EDITIONS[String(organization?.['OrganizationType'])];
  const isTrial = (organization?.['TrialExpirationDate'] ?? null) !== null;
  if (organization?.['IsSandbox'] === true) {
    return { dailyRequests: FULL_SANDBOX_REQUESTS, paidProduction: false, longRequests: 25 };
  }
  if (edition === undefined || isTrial) {
    return { dailyRequests: DEVELOPER_REQUESTS, paidProduction: false, longRequests: 5 };
  }
  const licences = querySystem(org, 'SELECT Name, TotalLicenses FROM UserLicense');
  const added = licences.map(
    (licence) => Number(licence['TotalLicenses']) * (edition.perLicence[String(licence['Name'])] ?? 0),
  );
  return {
    dailyRequests: added.reduce((sum, calls) => sum + calls, edition.base),
    paidProduction: true,
    longRequests: 25,
  };
}
