import { type FieldPolicy, type PreflightReport, SyncError } from '@sync-user/contract';
import type { IsoInstant, MadeCall } from '@sync-user/engine';
import type { Pool } from 'pg';
import { type AuditEvent, listAuditEvents, recordAuditEvent } from './audit/audit-event.ts';
import {
  findApp,
  readApp,
  readAppWithSecrets,
  readCurrentApp,
  removeApp,
  removeInstallationApp,
  writeApp,
  writeCertificate,
} from './app/stored-app.ts';
import {
  claimAuthorization,
  createAuthorization,
  type NewStoredAuthorization,
  readAuthorization,
  settleAuthorization,
  startAuthorization,
} from './authorization/stored-authorization.ts';
import { createCensusStore } from './census/create-census-store.ts';
import { openReportKey } from './census/report-key.ts';
import { traceRecord } from './census/trace-record.ts';
import { changeConnections, type ConnectionChange } from './connection/change-connections.ts';
import { listIdleConnections } from './connection/list-idle-connections.ts';
import {
  type ConnectionKey,
  listConnections,
  readConnection,
  readConnectionWithSecrets,
} from './connection/stored-connection.ts';
import { type LockedConnection, withConnectionLock } from './connection/with-connection-lock.ts';
import { writeConnectionIdentity, writeConnectionState } from './connection/write-connection.ts';
import { createConfigurationStore } from './configuration/create-configuration-store.ts';
import { openDatabase } from './database/database.ts';
import { createLinkStore } from './identity/create-link-store.ts';
import { withAdvisoryLock } from './database/with-advisory-lock.ts';
import { createEventStore } from './events/create-event-store.ts';
import { type ChangeQuery, listChanges, readLastSeq } from './feed/list-changes.ts';
import { type ChangeListener, listenChanges } from './feed/listen-changes.ts';
import { readCalls, readOrgUsage } from './ledger/read-calls.ts';
import { recordCalls } from './ledger/record-calls.ts';
import { listDueBackfills } from './field/backfill.ts';
import { createFieldStore } from './field/create-field-store.ts';
import {
  claimDueDescribes,
  claimDueFormulas,
  keepRemovedFields,
  listClaimedDescribes,
  listExpiredFields,
  readDescribed,
  writePolicy,
} from './field/field-work.ts';
import { decideSchemaChange, listSchemaChanges, readSchemaChange } from './schema-change/schema-change.ts';
import { createMirror } from './mirror/create-mirror.ts';
import { createReportStore } from './report/create-report-store.ts';
import { createMoneyStore } from './money/create-money-store.ts';
import { createNoticeStore } from './notice/create-notice-store.ts';
import { createApiKey, listApiKeys, readApiKey, revokeApiKey } from './people/api-key.ts';
import { createConsoleSession, readConsoleSession, removeConsoleSession } from './people/console-session.ts';
import {
  changePassword,
  checkPassword,
  countConsoleUsers,
  createConsoleUser,
  isOperator,
  makeOperator,
} from './people/console-user.ts';
import { createMemberStore } from './people/create-member-store.ts';
import { checkSoon, claimDueChecks } from './preflight/claim-due-checks.ts';
import { readPreflightReport, writePreflightReport } from './preflight/preflight-report.ts';
import { listQuarantine, type QuarantineQuery } from './quarantine/list-quarantine.ts';
import { listRecords, readRecord, type RecordQuery } from './record/list-records.ts';
import type { Sealer } from './secret/create-sealer.ts';
import { resealSecrets } from './secret/reseal-secrets.ts';
import { createObjectStore } from './selected-object/create-object-store.ts';
import { listLoadable } from './selected-object/list-loadable.ts';
import { listObjectSummaries, readObjectDetail } from './selected-object/list-summaries.ts';
import { listLoads, noteSelectedBy, writeAskedBy } from './selected-object/load-history.ts';
import { createPlanStore } from './plan/create-plan-store.ts';
import { claimDuePolls, openGate, pollNow } from './workspace/claim-due-polls.ts';
import { createWorkspace } from './workspace/create-workspace.ts';
import { changeWorkspace, listWorkspaces, readWorkspace } from './workspace/stored-workspace.ts';

/** Longer than applying takes, unless Salesforce hardly answers. */
const REPAIR_PATIENCE_MS = 120_000;

export type Store = ReturnType<typeof createStore>;

/**
 * Everything that is kept, over one pool of `createPool`. The caller ends the pool.
 * Every method may throw `DATABASE_UNAVAILABLE`; what else it throws stands at the verb it names.
 */
export function createStore({ pool, sealer }: { readonly pool: Pool; readonly sealer: Sealer }) {
  const db = openDatabase(pool);
  return {
    /** The engine's port. */
    mirror: createMirror(db),
    /** The same for what was read from one org: it applies nothing once the workspace was moved to another. */
    mirrorOf: (organizationId: string) => createMirror(db, organizationId),
    /** The engine's port. */
    objects: createObjectStore(db),
    /** The same for what is found out in one org: it writes no state once the workspace was moved to another. */
    objectsOf: (organizationId: string) => createObjectStore(db, organizationId),

    workspaces: {
      create: (workspace: {
        readonly slug: string;
        readonly name: string;
        readonly pollIntervalSeconds: number;
      }) => createWorkspace(db, workspace),
      list: () => listWorkspaces(db),
      readBySlug: (slug: string) => readWorkspace(db, { slug }),
      read: (workspaceId: string) => readWorkspace(db, { workspaceId }),
      change: (workspaceId: string, change: Parameters<typeof changeWorkspace>[2]) =>
        changeWorkspace(db, workspaceId, change),
      claimDuePolls: (now: IsoInstant, limit: number) => claimDuePolls(db, now, limit),
      pollNow: (workspaceId: string, now: IsoInstant) => pollNow(db, workspaceId, now),
      openGate: (workspaceId: string, at: IsoInstant) => openGate(db, workspaceId, at),
    },

    connections: {
      read: (key: ConnectionKey) => readConnection(db, key),
      readWithSecrets: (key: ConnectionKey) => readConnectionWithSecrets(db, sealer, key),
      list: (workspaceId: string) => listConnections(db, workspaceId),
      listIdle: (query: Parameters<typeof listIdleConnections>[1]) => listIdleConnections(db, query),
      writeState: (
        key: Parameters<typeof writeConnectionState>[1],
        change: Parameters<typeof writeConnectionState>[2],
      ) => writeConnectionState(db, key, change),
      writeIdentity: (
        key: Parameters<typeof writeConnectionIdentity>[1],
        identity: Parameters<typeof writeConnectionIdentity>[2],
      ) => writeConnectionIdentity(db, key, identity),
      withLock: <T>(
        key: Parameters<typeof withConnectionLock>[2],
        work: (locked: LockedConnection | undefined) => Promise<T>,
      ) => withConnectionLock(db, sealer, key, work),
      change: <T>(workspaceId: string, work: (change: ConnectionChange) => Promise<T>) =>
        changeConnections(db, sealer, workspaceId, work),
    },

    apps: {
      readCurrent: (workspaceId: string) => readCurrentApp(db, workspaceId),
      read: (appId: string) => readApp(db, appId),
      find: (workspaceId: string, clientId: string) => findApp(db, workspaceId, clientId),
      readWithSecrets: (appId: string) => readAppWithSecrets(db, sealer, appId),
      write: (workspaceId: string | null, app: Parameters<typeof writeApp>[3]) =>
        writeApp(db, sealer, workspaceId, app),
      remove: (workspaceId: string) => removeApp(db, workspaceId),
      removeInstallation: () => removeInstallationApp(db),
      writeCertificate: (
        app: Parameters<typeof writeCertificate>[2],
        pair: Parameters<typeof writeCertificate>[3],
      ) => writeCertificate(db, sealer, app, pair),
    },

    authorizations: {
      create: (begun: NewStoredAuthorization) => createAuthorization(db, sealer, begun),
      read: (authorizationId: string, workspaceId?: string) =>
        readAuthorization(db, authorizationId, workspaceId),
      start: (authorizationId: string, secrets: Parameters<typeof startAuthorization>[3]) =>
        startAuthorization(db, sealer, authorizationId, secrets),
      claim: (callback: Parameters<typeof claimAuthorization>[2]) => claimAuthorization(db, sealer, callback),
      settle: (
        authorization: Parameters<typeof settleAuthorization>[2],
        result: Parameters<typeof settleAuthorization>[3],
      ) => settleAuthorization(db, sealer, authorization, result),
    },

    plans: createPlanStore(db),
    configuration: createConfigurationStore(db),

    preflight: {
      write: (workspaceId: string, report: PreflightReport) => writePreflightReport(db, workspaceId, report),
      read: (workspaceId: string, connectionId: string) => readPreflightReport(db, workspaceId, connectionId),
      claimDue: (now: IsoInstant, query: Parameters<typeof claimDueChecks>[2]) =>
        claimDueChecks(db, now, query),
      checkSoon: (workspaceId: string, at: IsoInstant) => checkSoon(db, workspaceId, at),
    },

    /** The engine's port. */
    fields: createFieldStore(db),
    schema: {
      list: (workspaceId: string, query: Parameters<typeof listSchemaChanges>[2]) =>
        listSchemaChanges(db, workspaceId, query),
      read: (workspaceId: string, changeId: number) => readSchemaChange(db, workspaceId, changeId),
      decide: (workspaceId: string, changeId: number, decision: Parameters<typeof decideSchemaChange>[3]) =>
        decideSchemaChange(db, workspaceId, changeId, decision),
      readDescribed: (workspaceId: string, sobject: string) => readDescribed(db, workspaceId, sobject),
      writePolicy: (workspaceId: string, policy: FieldPolicy) => writePolicy(db, workspaceId, policy),
      claimDueDescribes: (now: IsoInstant, limit: number) => claimDueDescribes(db, now, limit),
      claimDueFormulas: (now: IsoInstant, query: Parameters<typeof claimDueFormulas>[2]) =>
        claimDueFormulas(db, now, query),
      listDueBackfills: (now: IsoInstant) => listDueBackfills(db, now),
      listClaimedDescribes: (workspaceId: string, now: IsoInstant) =>
        listClaimedDescribes(db, workspaceId, now),
      keepRemovedFields: (workspaceId: string, sobject: string, fields: readonly string[]) =>
        keepRemovedFields(db, workspaceId, sobject, fields),
      listExpiredFields: (before: IsoInstant) => listExpiredFields(db, before),
    },

    selected: {
      listLoadable: (now: IsoInstant) => listLoadable(db, now),
      list: (workspaceId: string) => listObjectSummaries(db, workspaceId),
      read: (workspaceId: string, sobject: string) => readObjectDetail(db, workspaceId, sobject),
      listLoads: (workspaceId: string, sobject: string) => listLoads(db, workspaceId, sobject),
      noteLoadAsked: (workspaceId: string, sobject: string, by: string) =>
        writeAskedBy(db, workspaceId, sobject, by),
      noteSelectedBy: (workspaceId: string, sobject: string, by: string) =>
        noteSelectedBy(db, workspaceId, sobject, by),
    },

    census: createCensusStore(db),
    /** The engine's port. */
    links: createLinkStore(db),
    /** Made by the first who asks. @throws `SECRET_UNREADABLE` */
    openReportKey: () => openReportKey(db, sealer),

    records: {
      trace: (workspaceId: string, id: string) => traceRecord(db, workspaceId, id),
      list: (workspaceId: string, sobject: string, query: RecordQuery) =>
        listRecords(db, workspaceId, sobject, query),
      read: (workspaceId: string, sobject: string, id: string) => readRecord(db, workspaceId, sobject, id),
    },

    money: createMoneyStore(db),
    reports: createReportStore(db),

    quarantine: {
      list: (workspaceId: string, query: QuarantineQuery) => listQuarantine(db, workspaceId, query),
    },

    changes: {
      list: (workspaceId: string, query: ChangeQuery) => listChanges(db, workspaceId, query),
      readLastSeq: (schema: string) => readLastSeq(db, schema),
      listen: (listener: ChangeListener) => listenChanges(pool, listener),
    },

    /** The engine's port, and what the stream role and people ask. */
    events: createEventStore(db),

    calls: {
      /** `connectionId` absent: as the sync user. */
      record: (workspaceId: string, calls: readonly MadeCall[], at: IsoInstant, connectionId?: string) =>
        recordCalls(db, workspaceId, calls, at, connectionId),
      read: (workspaceId: string, query: Parameters<typeof readCalls>[2]) =>
        readCalls(db, workspaceId, query),
      readOrgUsage: (workspaceId: string) => readOrgUsage(db, workspaceId),
    },

    people: {
      createUser: (user: Parameters<typeof createConsoleUser>[1]) => createConsoleUser(db, user),
      makeOperator: (email: string) => makeOperator(db, email),
      isOperator: (email: string) => isOperator(db, email),
      countUsers: () => countConsoleUsers(db),
      checkPassword: (email: string, password: string) => checkPassword(db, email, password),
      changePassword: (email: string, password: string) => changePassword(db, email, password),
      createSession: (userId: string, options: { readonly maxAgeSeconds: number }) =>
        createConsoleSession(db, userId, options),
      readSession: (token: string) => readConsoleSession(db, token),
      removeSession: (token: string) => removeConsoleSession(db, token),
      createApiKey: (key: Parameters<typeof createApiKey>[1]) => createApiKey(db, key),
      readApiKey: (key: string) => readApiKey(db, key),
      listApiKeys: (workspaceId: string | null) => listApiKeys(db, workspaceId),
      revokeApiKey: (workspaceId: string | null, keyId: string) => revokeApiKey(db, workspaceId, keyId),
    },

    members: createMemberStore(db),
    notices: createNoticeStore(db, sealer),

    repairs: {
      /**
       * Permissions of an org are changed by one process at a time: whatever the workspace, the set is the same.
       * @throws `API_CONFLICT` when the one before takes too long
       */
      inTurn: <T>(organizationId: string, work: () => Promise<T>) =>
        withAdvisoryLock(
          db,
          {
            name: `sync_user repair ${organizationId}`,
            patienceMs: REPAIR_PATIENCE_MS,
            tooLong: () =>
              new SyncError('API_CONFLICT', 'Permissions of this org are being applied by somebody else.'),
          },
          work,
        ),
    },

    secrets: {
      reseal: () => resealSecrets(db, sealer),
    },

    audit: {
      record: (event: AuditEvent) => recordAuditEvent(db, event),
      list: (workspaceId: string | null, query: Parameters<typeof listAuditEvents>[2]) =>
        listAuditEvents(db, workspaceId, query),
    },

    /** Whether PostgreSQL answers. */
    ping: async (): Promise<void> => {
      await db.query(/* sql */ `select 1`);
    },
  };
}
