import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What scripts read from `endpoints.json` in the data directory. It holds secrets of this demo and is readable by its owner only. */
export interface Endpoints {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly workspace: string;
  readonly databaseUrl: string;
  readonly schema: string;
  readonly signIn: { readonly email: string; readonly password: string };
  readonly simulator: {
    readonly baseUrl: string;
    readonly grpcUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly adminUsername: string;
    readonly adminPassword: string;
    readonly memberUsername: string;
    readonly memberPassword: string;
  };
}

export function writeEndpoints(dataDir: string, endpoints: Endpoints): void {
  writeFileSync(join(dataDir, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
}
