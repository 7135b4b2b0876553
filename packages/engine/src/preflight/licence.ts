import type { PreflightReport } from '@sync-user/contract';
import type { SourceRecord } from '../ports/source-org.ts';
import type { CheckRun } from './check.ts';
import { nested, textOf } from './effective/soql-values.ts';
import { userRow } from './facts.ts';

export type LicenceKind =
  | 'standard'
  | 'integration'
  | 'platform'
  | 'chatter'
  | 'identity'
  | 'community'
  | 'other';

export interface Licence {
  readonly name: string;
  readonly kind: LicenceKind;
}

/** By UserLicense.LicenseDefinitionKey. Source: Salesforce Help, "Standard User Licenses"; Object Reference, UserLicense. */
const KIND_BY_KEY: readonly (readonly [key: RegExp, kind: LicenceKind])[] = [
  [/^SFDC$/, 'standard'],
  [/INTEGRATION/i, 'integration'],
  [/^AUL/, 'platform'],
  [/^CSN_/, 'chatter'],
  [/^PID_Identity/i, 'identity'],
  [/COMMUNITY|PARTNER|CUSTOMER|POWER_(?:SSP|PRM)/i, 'community'],
];

export function licenceOf(user: SourceRecord): Licence | undefined {
  const row = nested(nested(user, 'Profile'), 'UserLicense');
  const name = row['Name'];
  if (typeof name !== 'string') return undefined;
  const key = textOf(row, 'LicenseDefinitionKey') ?? '';
  const kind = KIND_BY_KEY.find(([pattern]) => pattern.test(key))?.[1];
  return { name, kind: kind ?? 'other' };
}

const CRM = 'Read and write all CRM objects, custom ones too, as far as permissions go';
const WORDS: Readonly<
  Record<LicenceKind, { readonly can: readonly string[]; readonly cannot: readonly string[] }>
> = {
  standard: {
    can: [CRM, 'Log in with a browser, so every way of connecting works', 'Be an administrator'],
    cannot: ['Be had for free: it takes a full Salesforce seat'],
  },
  integration: {
    can: [
      'Read and write objects by API once the permission set licence “Salesforce API Integration” is assigned',
      'Connect by client credentials or by JWT',
    ],
    cannot: ['Log in with a browser', 'Have any object permission without that permission set licence'],
  },
  platform: {
    can: ['Read and write accounts, contacts and custom objects', 'Log in with a browser'],
    cannot: [
      'See leads, opportunities, campaigns and cases',
      'Have Modify All Data or Customize Application',
    ],
  },
  chatter: { can: ['Take part in Chatter'], cannot: ['See CRM records'] },
  identity: { can: ['Log in to other services with Salesforce'], cannot: ['See CRM records'] },
  community: {
    can: ['See what is shared with an Experience Cloud site'],
    cannot: ['See the whole of the org’s records, whatever is granted'],
  },
  other: { can: ['What this licence allows; it is not one we know'], cannot: [] },
};

/** CRM objects that a Platform licence does not open. Source: Salesforce Help, "Salesforce Platform". */
const NOT_ON_PLATFORM = new Set([
  'Lead',
  'Opportunity',
  'OpportunityHistory',
  'OpportunityFieldHistory',
  'OpportunityContactRole',
  'OpportunityLineItem',
  'Campaign',
  'CampaignMember',
  'Case',
]);

/** Those of the objects that no permission can open to a user with this licence. */
export function beyondLicence(kind: LicenceKind, objects: readonly string[]): readonly string[] {
  if (kind === 'chatter' || kind === 'identity') return objects.filter((name) => name !== 'User');
  return kind === 'platform' ? objects.filter((name) => NOT_ON_PLATFORM.has(name)) : [];
}

export async function describeLicence(run: CheckRun): Promise<PreflightReport['licence']> {
  const { answer } = await userRow(run);
  const licence = answer.kind === 'answered' ? licenceOf(answer.value.records[0] ?? {}) : undefined;
  if (licence === undefined) return null;
  const { can, cannot } = WORDS[licence.kind];
  return { name: licence.name, can: [...can], cannot: [...cannot] };
}
