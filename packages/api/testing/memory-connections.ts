import {
  type Authorization,
  type Connection,
  type Me,
  type SalesforceApp,
  SyncError,
} from '@sync-user/contract';
import type { Services } from '../src/services.ts';
import type { MemoryWorkspace } from './memory-workspace.ts';
import { samplePlan, sampleRepair, sampleReport } from './sample-permissions.ts';
import { accepted, SAMPLE_AT, sampleConnection, sampleMember } from './samples.ts';

type Parts = Pick<Services, 'connection' | 'authorizations' | 'app' | 'me' | 'preflight'>;

/** Connections in memory: shapes and errors, no rules. */
export function memoryConnections({
  byId,
  connected,
}: {
  byId: (workspaceId: string) => MemoryWorkspace;
  connected: (workspaceId: string) => Connection;
}): Parts {
  const authorizations = new Map<string, Authorization>([['a0', sampleAuthorization('a0', 'sync_user')]]);
  const disconnect = async (id: string) => {
    connected(id);
    byId(id).connection = undefined;
    return accepted('Disconnected.');
  };
  return {
    connection: {
      read: async (id) => byId(id).connection,
      list: async (id) => [byId(id).connection].filter((found) => found !== undefined),
      connect: async (id, connection) => {
        if (connection.clientSecret === 'wrong') {
          throw new SyncError('SF_CLIENT_CREDENTIALS_INVALID', 'invalid_client: invalid client credentials');
        }
        return (byId(id).connection = sampleConnection(connection));
      },
      check: async (id) => connected(id),
      disconnect,
      reset: async (id) => {
        byId(id).connection = undefined;
        return accepted('Forgotten.');
      },
      listCandidates: async (id) => {
        connected(id);
        return { candidates: [], askedAs: 'sync@acme.example', incomplete: null };
      },
      designate: async (id) => connected(id),
      discardCandidate: async () => accepted('Discarded.'),
    },
    authorizations: {
      begin: async (_id, { purpose }) => {
        const id = `a${authorizations.size}`;
        const begun = sampleAuthorization(id, purpose);
        authorizations.set(id, begun);
        return begun;
      },
      read: async (_id, authorizationId) => authorizations.get(authorizationId),
      start: async (authorizationId) => {
        if (!authorizations.has(authorizationId))
          throw new SyncError('AUTHORIZATION_EXPIRED', 'There is no such login.');
        return {
          kind: 'redirect',
          redirectTo: 'https://login.salesforce.com/services/oauth2/authorize?state=s1',
        };
      },
      finish: async ({ state }, browserToken) => {
        if (state !== 's1' || browserToken === undefined)
          throw new SyncError('AUTHORIZATION_EXPIRED', 'This login was not begun in this browser.');
        return { redirectTo: '/w/acme/connection?authorization=a1' };
      },
    },
    app: {
      read: async () => sampleApp(),
      write: async (_id, { clientId, clientSecret }) =>
        sampleApp({ source: 'workspace', clientId, hasSecret: clientSecret !== undefined }),
      remove: async () => sampleApp(),
      createCertificate: async () =>
        sampleApp({
          certificate: { pem: '-----BEGIN CERTIFICATE-----', fingerprint: 'AA:BB', notAfter: SAMPLE_AT },
        }),
    },
    me: {
      read: async (_id, { email }) => sampleMe(email),
      answer: async (_id, _userId, { email }) => ({ me: sampleMe(email), authorization: null }),
      check: async (_id, { email }) => sampleMe(email),
      disconnect: async (_id, { email }) => sampleMe(email),
    },
    preflight: {
      read: async () => sampleReport(),
      run: async (id) => {
        connected(id);
        return sampleReport();
      },
      planRepair: async (id) => {
        connected(id);
        return samplePlan();
      },
      applyRepair: async (_id, { version }) => {
        if (version !== samplePlan().version) throw new SyncError('REPAIR_CHANGED', 'The plan has changed.');
        return sampleRepair();
      },
    },
  };
}

function sampleAuthorization(id: string, purpose: Authorization['purpose']): Authorization {
  return {
    id,
    purpose,
    state: 'waiting',
    startUrl: `http://127.0.0.1/oauth/start/${id}`,
    expiresAt: SAMPLE_AT,
    trouble: null,
    connectionId: null,
  };
}

function sampleApp(changes: Partial<SalesforceApp> = {}): SalesforceApp {
  return {
    source: 'none',
    clientId: null,
    hasSecret: false,
    certificate: null,
    callbackUrl: 'http://127.0.0.1/oauth/callback',
    scopes: ['api', 'refresh_token'],
    outgoingAddresses: [],
    ...changes,
  };
}

function sampleMe(email: string | null): Me {
  if (email === null) throw new SyncError('API_FORBIDDEN', 'A key is no person.');
  return {
    member: sampleMember({ email }),
    connection: null,
    question: null,
    canConnect: true,
    environment: null,
  };
}
