import { randomUUID } from 'node:crypto';
import type { IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

/** An External Client App that connections log in with. */
export interface StoredApp {
  readonly appId: string;
  /** Null: of the whole installation. */
  readonly workspaceId: string | null;
  readonly clientId: string;
  readonly hasSecret: boolean;
  /** PEM; null while JWT logins were not prepared. */
  readonly certificate: string | null;
  readonly certificateNotAfter: IsoInstant | null;
}

/** Opened secrets. Never logged, never sent to a browser. */
export interface AppSecrets {
  readonly clientSecret: string | null;
  /** PEM, PKCS #8. */
  readonly privateKey: string | null;
}

interface AppRow {
  app_id: string;
  workspace_id: string | null;
  client_id: string;
  client_secret_sealed: Buffer | null;
  private_key_sealed: Buffer | null;
  certificate: string | null;
  certificate_not_after: IsoInstant | null;
}

const COLUMNS =
  'app_id, workspace_id, client_id, client_secret_sealed, private_key_sealed, certificate, certificate_not_after';

type AppColumn = 'client_secret' | 'private_key';

/** Where an app's secret belongs, for sealing it. */
export function appPlace(workspaceId: string | null, appId: string, column: AppColumn): SecretPlace {
  return { workspaceId: workspaceId ?? 'installation', connection: appId, column };
}

/** The app that new connections of the workspace use: its own, else the installation's. */
export async function readCurrentApp(db: Queryable, workspaceId: string): Promise<StoredApp | undefined> {
  const { rows } = await db.query<AppRow>(
    /* sql */ `
    select ${COLUMNS}
      from salesforce_app
     where (workspace_id = $1 or workspace_id is null) and is_current
     order by workspace_id nulls last
     limit 1`,
    [workspaceId],
  );
  return rows[0] && toApp(rows[0]);
}

export async function readApp(db: Queryable, appId: string): Promise<StoredApp | undefined> {
  const row = await readRow(db, appId);
  return row && toApp(row);
}

/** One the workspace may use, by its consumer key: its own, else the installation's, else an earlier one of its own. */
export async function findApp(
  db: Queryable,
  workspaceId: string,
  clientId: string,
): Promise<(StoredApp & { readonly isCurrent: boolean }) | undefined> {
  const { rows } = await db.query<AppRow & { is_current: boolean }>(
    /* sql */ `
    select ${COLUMNS}, is_current
      from salesforce_app
     where client_id = $2 and (workspace_id = $1 or (workspace_id is null and is_current))
     order by is_current desc, workspace_id nulls last
     limit 1`,
    [workspaceId, clientId],
  );
  return rows[0] && { ...toApp(rows[0]), isCurrent: rows[0].is_current };
}

/** @throws `SECRET_UNREADABLE` */
export async function readAppWithSecrets(
  db: Queryable,
  sealer: Sealer,
  appId: string,
): Promise<{ readonly app: StoredApp; readonly secrets: AppSecrets } | undefined> {
  const row = await readRow(db, appId);
  if (row === undefined) return undefined;
  const app = toApp(row);
  const open = (sealed: Buffer | null, column: AppColumn): string | null =>
    sealed === null ? null : sealer.open(sealed, appPlace(app.workspaceId, app.appId, column));
  return {
    app,
    secrets: {
      clientSecret: open(row.client_secret_sealed, 'client_secret'),
      privateKey: open(row.private_key_sealed, 'private_key'),
    },
  };
}

/**
 * Makes an app the current one of its workspace (null: of the installation). One that was known keeps its key pair, and
 * its secret when none is given. Connections made with earlier apps keep using them.
 */
export async function writeApp(
  db: Database,
  sealer: Sealer,
  workspaceId: string | null,
  settings: { readonly clientId: string; readonly clientSecret?: string | undefined },
): Promise<StoredApp> {
  return await db.transact(async (tx) => {
    // Two who write at once would each make theirs the current one.
    await tx.query(/* sql */ `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `salesforce_app ${workspaceId ?? ''}`,
    ]);
    const known = await tx.query<{ app_id: string }>(
      /* sql */ `select app_id from salesforce_app where workspace_id is not distinct from $1 and client_id = $2`,
      [workspaceId, settings.clientId],
    );
    const appId = known.rows[0]?.app_id ?? randomUUID();
    const place = appPlace(workspaceId, appId, 'client_secret');
    const sealed = settings.clientSecret === undefined ? null : sealer.seal(settings.clientSecret, place);
    await retireApps(tx, workspaceId, appId);
    const { rows } = await tx.query<AppRow>(
      /* sql */ `
      insert into salesforce_app as a (app_id, workspace_id, client_id, client_secret_sealed)
      values ($1, $2, $3, $4)
          on conflict (workspace_id, client_id) do update
         set is_current = true, client_secret_sealed = coalesce(excluded.client_secret_sealed, a.client_secret_sealed)
      returning ${COLUMNS}`,
      [appId, workspaceId, settings.clientId, sealed],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the app was not written');
    return toApp(row);
  });
}

/** Back to the installation's app. @returns whether there was one of the workspace's own */
export async function removeApp(db: Database, workspaceId: string): Promise<boolean> {
  return await db.transact(async (tx) => (await retireApps(tx, workspaceId, null)) > 0);
}

/** The installation has no default app any more. */
export async function removeInstallationApp(db: Database): Promise<void> {
  await db.transact((tx) => retireApps(tx, null, null));
}

/** Earlier apps stay while something logs in with them. */
async function retireApps(tx: Queryable, workspaceId: string | null, except: string | null): Promise<number> {
  const retired = await tx.query(
    /* sql */ `
    update salesforce_app set is_current = false
     where workspace_id is not distinct from $1 and is_current and app_id is distinct from $2`,
    [workspaceId, except],
  );
  await tx.query(
    /* sql */ `
    delete from salesforce_app a
     where a.workspace_id is not distinct from $1 and not a.is_current and a.app_id is distinct from $2
       and not exists (select from connection where app_id = a.app_id)
       and not exists (select from salesforce_authorization where app_id = a.app_id)`,
    [workspaceId, except],
  );
  // Past connections still name their app; nobody logs in with it, so its secrets have no use.
  await tx.query(
    /* sql */ `
    update salesforce_app a
       set client_secret_sealed = null, private_key_sealed = null
     where a.workspace_id is not distinct from $1 and not a.is_current and a.app_id is distinct from $2
       and not exists (select from connection where app_id = a.app_id and state <> 'replaced')
       and not exists (select from salesforce_authorization where app_id = a.app_id and outcome = 'waiting')`,
    [workspaceId, except],
  );
  return retired.rowCount;
}

/** A new key pair takes the place of the one before; connections that log in by JWT use it from now on. */
export async function writeCertificate(
  db: Queryable,
  sealer: Sealer,
  app: Pick<StoredApp, 'appId' | 'workspaceId'>,
  pair: { readonly privateKey: string; readonly certificate: string; readonly notAfter: IsoInstant },
): Promise<void> {
  await db.query(
    /* sql */ `
    update salesforce_app
       set private_key_sealed = $2, certificate = $3, certificate_not_after = $4
     where app_id = $1`,
    [
      app.appId,
      sealer.seal(pair.privateKey, appPlace(app.workspaceId, app.appId, 'private_key')),
      pair.certificate,
      pair.notAfter,
    ],
  );
}

async function readRow(db: Queryable, appId: string): Promise<AppRow | undefined> {
  const { rows } = await db.query<AppRow>(
    /* sql */ `select ${COLUMNS} from salesforce_app where app_id = $1`,
    [appId],
  );
  return rows[0];
}

function toApp(row: AppRow): StoredApp {
  return {
    appId: row.app_id,
    workspaceId: row.workspace_id,
    clientId: row.client_id,
    hasSecret: row.client_secret_sealed !== null,
    certificate: row.certificate,
    certificateNotAfter: row.certificate_not_after,
  };
}
