import {
  type Authorization,
  type Connection,
  type Me,
  type SalesforceApp,
  SyncError,
} from '@sync-user/contract';
import type { Services } from '../src/services.ts';
import type { MemoryWorkspace } from './memory-workspace.ts';
import { accepted, SAMPLE_AT, sampleConnection, sampleMember } from './samples.ts';

type Parts = Pick<Services, 'connection' | 'authorizations' | 'app' | 'me' | 'preflight'>;

/** Connections in memory: shapes and errors, no rules. */
export function memoryConnections({
  byId,
  connected,
}: {
  byId(workspaceId: string): MemoryWorkspace;
  connected(workspaceId: string): Connection;
}): Parts {
  const authorizations = new Map<string, Authorization>();
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
      discardCandidate: async () => {
        throw new SyncError('CONNECTION_MISSING', 'No candidate is waiting.');
      },
    },
    authorizations: {
      begin: async (_id, { purpose }) => {
        const id = `a${authorizations.size + 1}`;
        const begun: Authorization = {
          id,
          purpose,
          state: 'waiting',
          startUrl: `http://127.0.0.1/oauth/start/${id}`,
          expiresAt: SAMPLE_AT,
          trouble: null,
          connectionId: null,
        };
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
      createCertificate: async () => {
        throw new SyncError('APP_MISSING', 'There is no app to make a certificate for.');
      },
    },
    me: {
      read: async (_id, { email }) => sampleMe(email),
      answer: async (_id, _userId, { email }) => ({ me: sampleMe(email), authorization: null }),
      check: async (_id, { email }) => sampleMe(email),
      disconnect: async (_id, { email }) => sampleMe(email),
    },
    preflight: {
      read: async () => undefined,
      run: async (id) => {
        connected(id);
        throw new SyncError('CONNECTION_NOT_ACTIVE', 'Nothing can be asked in memory.');
      },
      planRepair: async () => {
        throw new SyncError('CONNECTION_MISSING', 'No connection.');
      },
      applyRepair: async () => {
        throw new SyncError('REPAIR_CHANGED', 'The plan has changed.');
      },
    },
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
