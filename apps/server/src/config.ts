import { isSyncError, SyncError } from '@sync-user/contract';
import { parseEventEndpoint } from '@sync-user/salesforce';
import { readEncryptionKeys } from './encryption-keys.ts';

interface Option {
  readonly type: 'text' | 'integer' | 'list';
  readonly default?: string;
  readonly secret?: true;
  readonly doc: string;
}

/** Every setting there is. The type, the parser and docs/reference/config.md all come from here. */
export const OPTIONS = {
  DATABASE_URL: { type: 'text', secret: true, doc: 'PostgreSQL connection string (PostgreSQL 15 or newer).' },
  ENCRYPTION_KEY: {
    type: 'text',
    secret: true,
    doc: '32 random bytes in base64; secrets are stored under it. `openssl rand -base64 32` makes one. A key that replaces another has its version and a colon before it: `2:…`; without, it is version 1.',
  },
  ENCRYPTION_KEYS_OLD: {
    type: 'list',
    default: '',
    secret: true,
    doc: 'Other keys that secrets may still stand under, `VERSION:BASE64` each; `sync-user secrets reseal` makes them superfluous.',
  },
  SMTP_URL: {
    type: 'text',
    default: '',
    secret: true,
    doc: 'Mail server for notices and invitations, such as `smtps://user:password@smtp.example.com`; empty: no email is sent.',
  },
  MAIL_FROM: {
    type: 'text',
    default: '',
    doc: 'Sender of those mails: `Sync User <sync@example.com>`. Needed with SMTP_URL.',
  },
  WEBHOOK_EXTRA_HOSTS: {
    type: 'list',
    default: '',
    doc: 'Hosts (`host` or `host:port`) that webhooks may go to although they are not on the public internet; http is allowed for these only.',
  },
  HTTP_HOST: { type: 'text', default: '127.0.0.1', doc: 'Address the API and the console listen on.' },
  HTTP_PORT: { type: 'integer', default: '8080', doc: 'Port of the API and the console.' },
  PUBLIC_URL: {
    type: 'text',
    default: '',
    doc: 'Address people use, when a proxy stands in front; https here makes cookies secure.',
  },
  PROXY_HOPS: {
    type: 'integer',
    default: '1',
    doc: 'With PUBLIC_URL: how many proxies stand in front, whose entries in X-Forwarded-For are believed; 0 for none.',
  },
  ROLES: {
    type: 'list',
    default: 'api,worker,stream',
    doc: 'What this process does: api (the API and the console), worker (loads and polls), stream (change events), or several.',
  },
  CONTROL_SCHEMA: { type: 'text', default: 'sync_user', doc: 'PostgreSQL schema of the control plane.' },
  WORKER_LOADS: { type: 'integer', default: '2', doc: 'First loads a worker runs at once.' },
  LOAD_BY_QUERY_ROWS: {
    type: 'integer',
    default: '4000',
    doc: 'Objects of no more records are loaded by queries of 2,000 records each instead of by a bulk job, which takes five calls and longer; 0: all by bulk jobs.',
  },
  WORKER_POLLS: { type: 'integer', default: '4', doc: 'Workspaces a worker polls at once.' },
  STREAM_WORKSPACES: {
    type: 'integer',
    default: '2000',
    doc: 'Workspaces whose change events one process with the role stream follows at most.',
  },
  PUBSUB_ENDPOINT: {
    type: 'text',
    default: '',
    doc: 'Pub/Sub API that change events come from; empty: Salesforce’s own (https://api.pubsub.salesforce.com:7443), for orgs of Salesforce’s only. A local simulator’s: `http://127.0.0.1:7443`, with the host in SALESFORCE_EXTRA_HOSTS.',
  },
  RENEW_AFTER_DAYS: {
    type: 'integer',
    default: '3',
    doc: 'A connection that was not renewed for so many days is renewed, used or not: new apps end what lies idle for 30.',
  },
  PERMISSION_CHECK_HOURS: {
    type: 'integer',
    default: '24',
    doc: 'Hours between the permission checks of a sync user, which also run after a connection and a change of what is synced; 0: only when asked.',
  },
  REMOVED_FIELD_DAYS: {
    type: 'integer',
    default: '7',
    doc: 'Days a field that was removed keeps its column and its values, and can be brought back.',
  },
  CENSUS_HOURS: {
    type: 'integer',
    default: '24',
    doc: 'Hours between comparisons of an object’s rows in the org with those in the mirror, for workspaces that say nothing else; 0: only when asked.',
  },
  SALESFORCE_EXTRA_HOSTS: {
    type: 'list',
    default: '',
    doc: 'Hosts besides Salesforce’s own that may be connected to, such as a local simulator: `127.0.0.1:4010`. http is allowed for these only.',
  },
  SALESFORCE_CLIENT_ID: {
    type: 'text',
    default: '',
    doc: 'Consumer key of the External Client App that workspaces without one of their own log in with.',
  },
  SALESFORCE_CLIENT_SECRET: {
    type: 'text',
    default: '',
    secret: true,
    doc: 'Its consumer secret; empty for an app that needs none.',
  },
  OUTGOING_ADDRESSES: {
    type: 'list',
    default: '',
    doc: 'Addresses that calls to Salesforce come from (`203.0.113.7, 203.0.113.8`); shown to people who have to allow them in their org.',
  },
  CONSOLE_DIR: {
    type: 'text',
    default: '',
    doc: 'Folder of the built console; empty: apps/console/dist of this checkout.',
  },
  LOG_LEVEL: { type: 'text', default: 'info', doc: 'fatal, error, warn, info, debug or trace.' },
  ADMIN_EMAIL: {
    type: 'text',
    default: '',
    doc: 'With ADMIN_PASSWORD: this console account exists after the start.',
  },
  ADMIN_PASSWORD: { type: 'text', default: '', secret: true, doc: 'See ADMIN_EMAIL. At least 8 characters.' },
  BOOTSTRAP_API_KEY: {
    type: 'text',
    default: '',
    secret: true,
    doc: 'This installation-wide API key (su_…) exists after the start.',
  },
} as const satisfies Record<string, Option>;

type OptionName = keyof typeof OPTIONS;
type ValueOf<T extends Option['type']> = T extends 'integer'
  ? number
  : T extends 'list'
    ? readonly string[]
    : string;

export type Config = { readonly [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]['type']> };

/**
 * Reads the environment once.
 *
 * @throws SyncError `CONFIG_INVALID` that lists every problem at once.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, option] of Object.entries<Option>(OPTIONS)) {
    const text = env[name] ?? option.default;
    if (text === undefined) {
      problems.push(`${name} is missing: ${option.doc}`);
      continue;
    }
    config[name] = parse(name, option, text, problems);
  }
  const read = config as Config;
  if (read.ENCRYPTION_KEY !== undefined) {
    try {
      readEncryptionKeys(read.ENCRYPTION_KEY, read.ENCRYPTION_KEYS_OLD);
    } catch (error) {
      if (!isSyncError(error)) throw error;
      problems.push(error.message);
    }
  }
  if (read.PUBSUB_ENDPOINT !== '') {
    try {
      parseEventEndpoint(read.PUBSUB_ENDPOINT, read.SALESFORCE_EXTRA_HOSTS);
    } catch (error) {
      if (!isSyncError(error)) throw error;
      problems.push(error.message);
    }
  }
  if (read.SMTP_URL !== '') {
    if (!/^smtps?:\/\/\S+$/.test(read.SMTP_URL))
      problems.push('SMTP_URL must begin with smtp:// or smtps://');
    if (!/\S+@\S+/.test(read.MAIL_FROM)) problems.push('MAIL_FROM must be an address when SMTP_URL is set');
  }
  for (const role of read.ROLES ?? []) {
    if (role !== 'api' && role !== 'worker' && role !== 'stream')
      problems.push(`ROLES has "${role}"; there are api, worker and stream`);
  }
  if (read.ADMIN_EMAIL !== '' && read.ADMIN_PASSWORD.length < 8) {
    problems.push('ADMIN_PASSWORD must have at least 8 characters when ADMIN_EMAIL is set');
  }
  if (read.BOOTSTRAP_API_KEY !== '' && !/^su_[\w-]{20,}$/.test(read.BOOTSTRAP_API_KEY)) {
    problems.push('BOOTSTRAP_API_KEY must be su_ and at least 20 of a-z, A-Z, 0-9, - and _');
  }
  if (problems.length > 0)
    throw new SyncError('CONFIG_INVALID', `The settings are not complete:\n- ${problems.join('\n- ')}`);
  return read;
}

function parse(name: string, option: Option, text: string, problems: string[]): unknown {
  if (option.type === 'text') return text;
  if (option.type === 'list') {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  if (!/^\d+$/.test(text.trim())) problems.push(`${name} must be a whole number, not "${text}"`);
  return Number(text);
}
