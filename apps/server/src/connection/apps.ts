import type { AppServices, Caller } from '@sync-user/api';
import { type SalesforceApp, SyncError } from '@sync-user/contract';
import { type Clock, toInstant } from '@sync-user/engine';
import { createCertificate, fingerprintOf, REQUIRED_SCOPES } from '@sync-user/salesforce';
import type { Store, StoredApp } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';

export interface AppOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Where Salesforce sends browsers back to; known once the server listens. */
  readonly callbackUrl: () => string;
  /** What our calls to Salesforce come from, as the operator told us. */
  readonly outgoingAddresses: readonly string[];
}

/** What a login without a browser uses; not necessarily stored yet. */
export interface UsableApp {
  /** Null: it is not stored. */
  readonly appId: string | null;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** PEM, PKCS #8; null while no certificate was made. */
  readonly privateKey: string | null;
  /** It is what the workspace's new connections use, and nothing about it is new. */
  readonly isAsStored: boolean;
}

export interface Apps extends AppServices {
  /**
   * The app a login without a browser shall use: the one named, else the workspace's, else the installation's. Nothing is
   * stored. The installation's lets its holder log in as whom its org allows, without anybody's password: only operators
   * use it so, while in a browser the person who logs in decides.
   *
   * @throws `APP_MISSING`, `API_FORBIDDEN`, `SECRET_UNREADABLE`
   */
  resolve(
    workspaceId: string,
    named: { readonly clientId?: string | undefined; readonly clientSecret?: string | undefined },
    caller: Caller,
  ): Promise<UsableApp>;
  /** Stores an app that a login succeeded with, as the workspace's current one. @returns its id */
  keep(workspaceId: string, app: UsableApp): Promise<string>;
}

/** The External Client Apps that connections log in with. */
export function createApps({ store, clock, callbackUrl, outgoingAddresses }: AppOptions): Apps {
  const { apps } = store;

  const toPublic = (app: StoredApp | undefined): SalesforceApp => ({
    source: app === undefined ? 'none' : app.workspaceId === null ? 'installation' : 'workspace',
    clientId: app?.clientId ?? null,
    hasSecret: app?.hasSecret ?? false,
    certificate:
      app === undefined || app.certificate === null || app.certificateNotAfter === null
        ? null
        : {
            pem: app.certificate,
            fingerprint: fingerprintOf(app.certificate),
            notAfter: app.certificateNotAfter,
          },
    callbackUrl: callbackUrl(),
    scopes: [...REQUIRED_SCOPES],
    outgoingAddresses: [...outgoingAddresses],
  });
  const read = async (workspaceId: string): Promise<SalesforceApp> =>
    toPublic(await apps.readCurrent(workspaceId));
  const enter = (workspaceId: string, caller: Caller, action: string, clientId: string | null) =>
    store.audit.record({ workspaceId, actor: actorOf(caller), action, target: clientId, details: {} });

  return {
    read,

    async write(workspaceId, change, caller) {
      const clientId = change.clientId.trim();
      await apps.write(workspaceId, { clientId, clientSecret: change.clientSecret?.trim() });
      await enter(workspaceId, caller, 'salesforce_app.changed', clientId);
      return await read(workspaceId);
    },

    async remove(workspaceId, caller) {
      const before = await apps.readCurrent(workspaceId);
      if (await apps.remove(workspaceId)) {
        await enter(workspaceId, caller, 'salesforce_app.removed', before?.clientId ?? null);
      }
      return await read(workspaceId);
    },

    async createCertificate(workspaceId, caller) {
      const app = await apps.readCurrent(workspaceId);
      if (app === undefined) throw appMissing();
      if (app.workspaceId === null && caller.adminOf !== 'all') {
        throw new SyncError(
          'API_FORBIDDEN',
          'This app belongs to the whole installation: its operator makes its key pair, or you enter an app of your own org.',
        );
      }
      const pair = await createCertificate(`Sync User ${app.clientId.slice(-8)}`, clock.nowMs());
      await apps.writeCertificate(app, { ...pair, notAfter: toInstant(pair.notAfter.getTime()) });
      await enter(workspaceId, caller, 'salesforce_app.certificate_created', app.clientId);
      return await read(workspaceId);
    },

    async resolve(workspaceId, named, caller) {
      const current = await apps.readCurrent(workspaceId);
      const clientId = named.clientId?.trim() ?? current?.clientId;
      if (clientId === undefined) throw appMissing();
      const found = await apps.find(workspaceId, clientId);
      const isWithheld = found?.workspaceId === null && caller.adminOf !== 'all';
      if (isWithheld && named.clientSecret === undefined) {
        throw new SyncError(
          'API_FORBIDDEN',
          'This app belongs to the whole installation, whose operator connects users without a browser. Log in with a browser, or enter an app of your own org with its secret.',
        );
      }
      // Whoever knows the secret has an app of the same key, without what we hold for the installation.
      const known = isWithheld ? undefined : found;
      const stored = known && (await apps.readWithSecrets(known.appId));
      const clientSecret = named.clientSecret?.trim() ?? stored?.secrets.clientSecret ?? null;
      return {
        appId: known?.appId ?? null,
        clientId,
        clientSecret,
        privateKey: stored?.secrets.privateKey ?? null,
        isAsStored:
          known !== undefined &&
          known.appId === current?.appId &&
          clientSecret === (stored?.secrets.clientSecret ?? null),
      };
    },

    async keep(workspaceId, app) {
      if (app.appId !== null && app.isAsStored) return app.appId;
      const written = await apps.write(workspaceId, {
        clientId: app.clientId,
        clientSecret: app.clientSecret ?? undefined,
      });
      return written.appId;
    },
  };
}

export function appMissing(): SyncError {
  return new SyncError('APP_MISSING', 'Neither the workspace nor the installation has an app.');
}
