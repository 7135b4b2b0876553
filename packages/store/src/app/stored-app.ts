import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

/** An External Client App that connections log in with. */
export interface StoredApp {
  readonly appId: string;
  /** Null: the app of the whole installation. */
  readonly workspaceId: string | null;
  readonly clientId: string;
  readonly hasSecret: boolean;
  /** PEM; null until a key pair was made. */
  readonly certificate: string | null;
  readonly certificateNotAfter: IsoInstant | null;
}

/** Opened secrets. Never logged, never sent to a browser. */
export interface AppSecrets {
  /** Null for an app without a secret. */
  readonly clientSecret: string | null;
  /** PKCS #8 in PEM; null until a key pair was made. */
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

const COLUMNS = `app_id, workspace_id, client_id, client_secret_sealed, private_key_sealed, certificate,
  certificate_not_after`;

/** The app that new connections use: the workspace's own, else the installation's. */
export async function readCurrentApp(db: Queryable, workspaceId: string): Promise<StoredApp | undefined> {
  const { rows } = await db.query<AppRow>(
    /* sql */ `
    select ${COLUMNS}
      from salesforce_app
     where is_current and (workspace_id = $1 or workspace_id is null)
     order by workspace_id nulls last
     limit 1`,
    [workspaceId],
  );
  return rows[0] && toApp(rows[0]);
}

/** @throws `SECRET_UNREADABLE` */
export async function readAppWithSecrets(
  db: Queryable,
  sealer: Sealer,
  appId: string,
): Promise<{ readonly app: StoredApp; readonly secrets: AppSecrets } | undefined> {
  const { rows } = await db.query<AppRow>(/* sql */ `select ${COLUMNS} from salesforce_app where app_id = $1`, [
    appId,
  ]);
  const row = rows[0];
  if (row === undefined) return undefined;
  const open = (sealed: Buffer | null, column: AppColumn) =>
    sealed === null ? null : sealer.open(sealed, appPlace(row.workspace_id, row.app_id, column));
  return {
    app: toApp(row),
    secrets: {
      clientSecret: open(row.client_secret_sealed, 'client_secret'),
      privateKey: open(row.private_key_sealed, 'private_key'),
    },
  };
}

/**
 * Makes the app with this client id the current one of the workspace (null: of the installation).
 * A secret that is not given stays as it is. Earlier apps stay while connections use them.
 */
export async function writeApp(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string | null,
  app: { readonly clientId: string; readonly clientSecret?: string | undefined },
): Promise<StoredApp> {
  await db.query(
    /* sql */ `
    update salesforce_app set is_current = false
     where workspace_id is not distinct from $1 and client_id <> $2 and is_current`,
    [workspaceId, app.clientId],
  );
  const { rows } = await db.query<{ app_id: string }>(
    /* sql */ `
    insert into salesforce_app (workspace_id, client_id) values ($1, $2)
        on conflict (workspace_id, client_id) do update set is_current = true
    returning app_id`,
    [workspaceId, app.clientId],
  );
  const appId = rows[0]?.app_id;
  if (appId === undefined) throw new Error('the app was not written');
  if (app.clientSecret !== undefined) {
    await db.query(/* sql */ `update salesforce_app set client_secret_sealed = $2 where app_id = $1`, [
      appId,
      sealer.seal(app.clientSecret, appPlace(workspaceId, appId, 'client_secret')),
    ]);
  }
  const { rows: written } = await db.query<AppRow>(
    /* sql */ `select ${COLUMNS} from salesforce_app where app_id = $1`,
    [appId],
  );
  if (written[0] === undefined) throw new Error('the app was not written');
  return toApp(written[0]);
}

type AppColumn = 'client_secret' | 'private_key';

export function appPlace(workspaceId: string | null, appId: string, column: AppColumn): SecretPlace {
  return { workspaceId: workspaceId ?? 'installation', connection: appId, column };
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
