import { readFileSync } from 'node:fs';
import { CliError } from './cli-error.ts';

/** The flags every command takes. */
export interface GlobalFlags {
  readonly url?: string;
  readonly apiKey?: string;
  readonly workspace?: string;
  readonly endpoints?: string;
  readonly json?: boolean;
}

export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Undefined: the only one the key may act on. */
  readonly workspace: string | undefined;
  /** Where the key came from, for the message when it is refused. */
  readonly apiKeyFrom: string;
}

const ENDPOINTS_FILE = './.data/endpoints.json';

interface EndpointsFile {
  readonly path: string;
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly workspace: string | undefined;
}

/**
 * Settings from flags, then the environment, then the endpoints file that `npm start` writes. The file's key is used
 * only for the file's server: a key is never sent to an address it does not belong to.
 *
 * @throws `USAGE`
 */
export function readSettings(flags: GlobalFlags, env: NodeJS.ProcessEnv): Settings {
  const file = readEndpointsFile(flags.endpoints);
  const url = flags.url ?? env['SYNC_USER_URL'] ?? file?.url;
  if (url === undefined || url === '') {
    throw new CliError('USAGE', {
      title: 'Which server?',
      detail: `Neither --url nor SYNC_USER_URL is set, and there is no ${ENDPOINTS_FILE}.`,
      fix: 'Set SYNC_USER_URL and SYNC_USER_API_KEY, or run this where "npm start" was run.',
    });
  }
  const baseUrl = toBaseUrl(url);
  const fileFits = file?.url !== undefined && toBaseUrl(file.url) === baseUrl ? file : undefined;

  const [apiKey, apiKeyFrom] = firstSet([
    [flags.apiKey, '--api-key'],
    [env['SYNC_USER_API_KEY'], 'SYNC_USER_API_KEY'],
    [fileFits?.apiKey, fileFits?.path ?? ''],
  ]);
  if (apiKey === undefined) {
    throw new CliError('USAGE', {
      title: 'No API key',
      detail: `Nothing says which key to use for ${baseUrl}.`,
      fix: 'Set SYNC_USER_API_KEY to a key of that server (su_…).',
    });
  }
  const workspace = flags.workspace ?? env['SYNC_USER_WORKSPACE'] ?? fileFits?.workspace;
  return { baseUrl, apiKey, apiKeyFrom, workspace: workspace === '' ? undefined : workspace };
}

function firstSet(
  candidates: readonly (readonly [string | undefined, string])[],
): readonly [string | undefined, string] {
  return candidates.find(([value]) => value !== undefined && value !== '') ?? [undefined, ''];
}

/** The client adds `/api/v1` itself; people paste addresses with it. */
function toBaseUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliError('USAGE', {
      title: 'The server’s address is not valid',
      detail: `"${url}" is not an http or https address.`,
      fix: 'Use one such as https://sync.example.com.',
    });
  }
  return url.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '');
}

function readEndpointsFile(named: string | undefined): EndpointsFile | undefined {
  const path = named ?? ENDPOINTS_FILE;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (named === undefined) return undefined; // it is there only where the demo runs
    throw new CliError('USAGE', {
      title: 'The endpoints file cannot be read',
      detail: error instanceof Error ? error.message : path,
      fix: 'Name the endpoints.json in the data directory of "npm start".',
    });
  }
  const parsed = parseObject(text);
  if (parsed === undefined) {
    throw new CliError('USAGE', {
      title: 'The endpoints file is not valid',
      detail: `${path} does not hold a JSON object.`,
      fix: 'Start the demo again: it writes the file anew.',
    });
  }
  const field = (name: string): string | undefined => {
    const value = parsed[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    path,
    url: field('apiUrl') ?? field('consoleUrl'),
    apiKey: field('apiKey'),
    workspace: field('workspace'),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the caller says which file is not valid
  }
}
