import { spawnSync } from 'node:child_process';
import { createWriteStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';

/** Downloads a bulk query's whole result as one CSV file with one header. Returns its size in bytes. */
export async function downloadCsv(
  org: { readonly loginUrl: string; readonly clientId: string; readonly clientSecret: string },
  soql: string,
  file: string,
): Promise<number> {
  const { access_token: token } = await json<{ access_token: string }>(
    `${org.loginUrl}/services/oauth2/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: org.clientId,
        client_secret: org.clientSecret,
      }),
    },
  );
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const jobs = `${org.loginUrl}/services/data/v62.0/jobs/query`;
  const { id } = await json<{ id: string }>(jobs, {
    method: 'POST',
    headers,
    body: JSON.stringify({ operation: 'query', query: soql }),
  });
  while ((await json<{ state: string }>(`${jobs}/${id}`, { headers })).state !== 'JobComplete') {
    await new Promise((done) => setTimeout(done, 100));
  }
  const page = await fetch(`${jobs}/${id}/results?maxRecords=100000000`, { headers });
  if (!page.ok || page.body === null) throw new Error(`no result: ${page.status}`);
  if (page.headers.get('sforce-locator') !== 'null') throw new Error('the result has more than one page');
  await pipeline(Readable.fromWeb(page.body), createWriteStream(file));
  return statSync(file).size;
}

export interface PsqlCopy {
  readonly seconds: number;
  readonly client: string;
}

/**
 * `psql \copy` of the file into a new table with the columns of `like`: a logged one with the same primary key and nothing
 * else, or an unlogged one with nothing at all.
 *
 * @throws Error when psql is not installed
 */
export async function psqlCopy(
  databaseUrl: string,
  like: { readonly schema: string; readonly table: string },
  columns: readonly string[],
  file: string,
  into: 'primary key' | 'staging',
): Promise<PsqlCopy> {
  const version = spawnSync('psql', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0)
    throw new Error('psql is not installed; apt-get install postgresql-client, or brew install libpq');
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query('drop table if exists public.psql_copy');
  await client.query(
    `create ${into === 'staging' ? 'unlogged table' : 'table'} public.psql_copy
       (like "${like.schema}"."${like.table}"${into === 'staging' ? '' : ', primary key (id)'})`,
  );
  await client.query('checkpoint');
  await client.end();
  const names = columns.map((column) => `"${column}"`).join(', ');
  const began = performance.now();
  const copied = spawnSync(
    'psql',
    [
      databaseUrl,
      '-X',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-c',
      `\\copy public.psql_copy (${names}) from '${file}' with (format csv, header true, force_null (${names}))`,
    ],
    { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c timezone=UTC' } },
  );
  if (copied.status !== 0) throw new Error(`psql: ${copied.stderr}`);
  return { seconds: (performance.now() - began) / 1000, client: version.stdout.trim() };
}

async function json<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
