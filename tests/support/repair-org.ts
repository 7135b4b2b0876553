import { applyRepair, planRepair, readRepairFacts, repairSteps } from '@sync-user/engine';
import type { AccessMapping, OrgAccess, RepairFacts } from '@sync-user/engine';
import type { PermissionPolicy, RepairPlan, RepairResult } from '@sync-user/contract';
import { CHECK, type OpenAccess, openAccess } from '../../packages/salesforce/testing/open-access.ts';
import { OrgControl } from './org-control.ts';
import { AUDIT_APP, PASSWORD } from './org-seed.ts';

export const REPAIR_ADMIN = 'admin@acme.example';
/** Salesforce Integration licence, API-only profile, nothing else. */
export const BARE_USER = 'bare@acme.example';
/** An app each: a client credentials app runs as one user at a time. */
export const ADMIN_APP = { clientId: '3MVG9repair.admin', clientSecret: 'repair-admin-secret' };
export const BARE_APP = { clientId: '3MVG9repair.bare', clientSecret: 'repair-bare-secret' };

/** A custom object with more fields than one call can grant. */
export const WIDE_FIELDS = Array.from({ length: 430 }, (_, index) => `F${index}__c`);
export const WIDE_OBJECT = {
  name: 'Wide__c',
  label: 'Wide',
  plural: 'Wides',
  fields: WIDE_FIELDS.map((name) => ({ name, type: 'text', length: 10 })),
};

/** An org with records of other people, which only View All Records shows: everything is private. */
export function repairSeed(more: Readonly<Record<string, unknown>> = {}): object {
  return {
    organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
    sharing: {
      Account: 'Private',
      Contact: 'Private',
      Opportunity: 'Private',
      Lead: 'Private',
      Campaign: 'Private',
      Project__c: 'Private',
    },
    users: [
      { username: REPAIR_ADMIN, password: PASSWORD, lastName: 'Admin', profile: 'System Administrator' },
      {
        username: BARE_USER,
        password: PASSWORD,
        lastName: 'Bare',
        profile: 'Minimum Access - API Only Integrations',
      },
    ],
    apps: [
      {
        name: 'Repair admin',
        consumerKey: ADMIN_APP.clientId,
        consumerSecret: ADMIN_APP.clientSecret,
        runAs: REPAIR_ADMIN,
      },
      {
        name: 'Repair bare',
        consumerKey: BARE_APP.clientId,
        consumerSecret: BARE_APP.clientSecret,
        runAs: BARE_USER,
      },
      {
        name: 'Audit',
        consumerKey: AUDIT_APP.clientId,
        consumerSecret: AUDIT_APP.clientSecret,
        runAs: REPAIR_ADMIN,
      },
    ],
    objects: [
      {
        name: 'Project__c',
        label: 'Project',
        plural: 'Projects',
        fields: [
          { name: 'Code__c', type: 'text', length: 40 },
          { name: 'Budget__c', type: 'currency', precision: 12, scale: 2 },
        ],
      },
      {
        name: 'Milestone__c',
        label: 'Milestone',
        plural: 'Milestones',
        fields: [
          {
            name: 'Project__c',
            type: 'masterDetail',
            referenceTo: 'Project__c',
            childRelationshipName: 'Milestones__r',
          },
          { name: 'Due__c', type: 'date' },
        ],
      },
    ],
    generate: {
      Account: { rows: 30 },
      Contact: { rows: 20 },
      Lead: { rows: 20 },
      Opportunity: { rows: 20 },
      Campaign: { rows: 5 },
      Project__c: { rows: 12 },
    },
    ...more,
  };
}

export interface RepairOrg extends AsyncDisposable {
  readonly control: OrgControl;
  readonly admin: OrgAccess;
  readonly bare: OrgAccess;
  facts(mapping: AccessMapping, options?: FactsOptions): Promise<RepairFacts>;
  plan(mapping: AccessMapping, options?: FactsOptions): Promise<RepairPlan>;
  /** Reads the facts anew and applies, as the administrator. */
  apply(
    mapping: AccessMapping,
    options?: FactsOptions,
  ): Promise<Pick<RepairResult, 'outcome' | 'message' | 'steps'>>;
  /** Records of a query as the administrator. */
  rows(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface FactsOptions {
  readonly policy?: PermissionPolicy;
  readonly helpers?: readonly OrgAccess[];
  readonly subject?: OrgAccess;
}

export async function openRepairOrg(baseUrl: string): Promise<RepairOrg> {
  const adminOpen: OpenAccess = await openAccess(baseUrl, ADMIN_APP, REPAIR_ADMIN);
  const bareOpen: OpenAccess = await openAccess(baseUrl, BARE_APP, BARE_USER);
  const { access: admin } = adminOpen;
  const { access: bare } = bareOpen;
  const clock = { nowMs: () => Date.now(), sleep: async () => undefined };
  const facts: RepairOrg['facts'] = (mapping, options = {}) =>
    readRepairFacts({
      subject: options.subject ?? bare,
      subjectMayWrite: true,
      helpers: options.helpers ?? [admin],
      about: {
        connectionId: 'connection',
        organizationId: '00D000000000001AAA',
        organizationName: 'Acme',
        isSandbox: false,
        instanceUrl: baseUrl,
        loginUrl: baseUrl,
        method: 'client_credentials',
        scopes: ['api'],
        clientId: BARE_APP.clientId,
        connectedAt: null,
        lockedOrganizationId: null,
      },
      mapping,
      policy: options.policy ?? 'least_privilege',
      clock,
      context: CHECK,
    });
  return {
    control: new OrgControl(baseUrl),
    admin,
    bare,
    facts,
    plan: async (mapping, options) => planRepair(await facts(mapping, options)),
    apply: async (mapping, options) => {
      const found = await facts(mapping, options);
      if (found.writer === undefined) throw new Error('nobody may apply');
      return applyRepair(found.writer, repairSteps(found), CHECK);
    },
    rows: async (soql) => {
      const asked = await admin.query(soql, CHECK);
      if (asked.kind === 'refused') throw asked.error;
      return asked.value.records;
    },
    [Symbol.asyncDispose]: async () => {
      await bareOpen[Symbol.asyncDispose]();
      await adminOpen[Symbol.asyncDispose]();
    },
  };
}
