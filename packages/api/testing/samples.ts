import type {
  Accepted,
  Change,
  Connection,
  Member,
  NewConnection,
  SelectedObject,
  Workspace,
} from '@sync-user/contract';

export const SAMPLE_AT = '2026-03-01T09:30:00.000Z';

export function accepted(message: string): Accepted {
  return { accepted: true, message };
}

export function sampleMember(changes: Partial<Member> = {}): Member {
  return {
    id: 'm1',
    email: 'ada@acme.example',
    name: 'Ada Lovelace',
    role: 'member',
    status: 'active',
    salesforceUserId: null,
    createdAt: SAMPLE_AT,
    ...changes,
  };
}

export function sampleWorkspace(slug: string, name: string): Workspace {
  return {
    slug,
    name,
    schema: `crm_${slug}`,
    pollIntervalSeconds: 1800,
    permissionPolicy: 'least_privilege',
    apiSharePercent: 50,
    apiFloorPercent: 2,
    createdAt: SAMPLE_AT,
  };
}

export function sampleConnection({ loginUrl }: NewConnection): Connection {
  return {
    id: 'c1',
    isSyncUser: true,
    member: null,
    scopes: ['api'],
    lastRenewedAt: SAMPLE_AT,
    renewals: 1,
    state: 'active',
    loginUrl,
    instanceUrl: 'https://acme.my.salesforce.com',
    method: 'client_credentials',
    organizationId: '00D000000000001EAA',
    organizationName: 'Acme',
    isSandbox: false,
    userId: '005000000000001AAA',
    username: 'sync@acme.example',
    displayName: 'Sync User',
    email: 'sync@acme.example',
    connectedAt: SAMPLE_AT,
    lastCallAt: SAMPLE_AT,
    trouble: null,
  };
}

export function sampleObject(name: string, changes: Partial<SelectedObject> = {}): SelectedObject {
  return {
    name,
    label: name,
    custom: name.endsWith('__c'),
    table: name.toLowerCase(),
    state: 'live',
    rows: 1000,
    load: null,
    freshAsOf: SAMPLE_AT,
    mode: 'auto',
    transport: 'poll',
    intervalSeconds: null,
    paused: false,
    nextReadAt: SAMPLE_AT,
    lastPolledAt: SAMPLE_AT,
    lastChangeAt: SAMPLE_AT,
    trouble: null,
    fieldCount: 2,
    fieldTroubles: 0,
    ...changes,
  };
}

export function sampleChange(seq: number, changes: Partial<Change> = {}): Change {
  return {
    seq,
    object: 'Account',
    recordId: `001${String(seq).padStart(12, '0')}AAA`,
    recordName: `Account ${seq}`,
    operation: 'update',
    changed: { industry: ['Energy', 'Banking'] },
    userId: '005000000000002AAA',
    userName: 'Ada Lovelace',
    changedAt: SAMPLE_AT,
    appliedAt: SAMPLE_AT,
    cause: 'poll',
    completes: null,
    mergedInto: null,
    ...changes,
  };
}
