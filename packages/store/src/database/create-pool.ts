import { SyncError } from '@sync-user/contract';
import pg from 'pg';
import { VALUE_TYPES } from './value-types.ts';

export interface PoolOptions {
  /** Schema of the control plane. */
  readonly controlSchema?: string;
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
}

/**
 * A pool whose connections see the control plane unqualified, think in UTC and give JSON-ready values.
 * A restart of PostgreSQL never crashes the process: the next query fails or finds a new connection.
 *
 * @throws `CONFIG_INVALID` when the address cannot be read. Nothing is connected yet.
 */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const controlSchema = options.controlSchema ?? 'sync_user';
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(controlSchema)) {
    throw new SyncError('CONFIG_INVALID', 'the control schema must be a lower-case PostgreSQL name');
  }
  const { address, given } = takeOptions(url);
  const settings = [
    'search_path=' + controlSchema,
    'timezone=UTC',
    'datestyle=ISO',
    'intervalstyle=postgres',
    // A page of fifty thousand rows that is read again is staged in memory.
    'temp_buffers=32MB',
  ];
  const pool = new pg.Pool({
    connectionString: address,
    options: [...given, ...settings.map((setting) => `-c ${setting}`)].join(' '),
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'sync-user',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: VALUE_TYPES,
  });
  // Idle connections report a lost server here; a borrowed one between two queries reports it on itself.
  // Whoever queries next gets the error, so there is nothing to do but not to crash.
  pool.on('error', ignoreLostConnection);
  pool.on('connect', (client) => client.on('error', ignoreLostConnection));
  return pool;
}

function ignoreLostConnection(): void {}

/** pg lets `?options=` in the address replace ours, so it is taken out and put in front. */
function takeOptions(url: string): { address: string; given: string[] } {
  if (!URL.canParse(url)) {
    throw new SyncError(
      'CONFIG_INVALID',
      'DATABASE_URL is not an address like postgresql://user:password@host:5432/database',
    );
  }
  const address = new URL(url);
  const given = address.searchParams.getAll('options');
  address.searchParams.delete('options');
  return { address: address.href, given };
}
