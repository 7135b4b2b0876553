import type pg from 'pg';

/** Stands before PostgreSQL's own functions in the search path. */
export const CLOCK_SCHEMA = 'simulated';

/**
 * Gives a database a clock of ours: `now()` and `clock_timestamp()` of our statements, and of our tables' defaults, tell what
 * `setDatabaseClock` said last. Call it before anybody else connects.
 */
export async function installDatabaseClock(pool: pg.Pool): Promise<void> {
  const path = 'search_path=sync_user';
  if (pool.options.options?.includes(path) !== true)
    throw new Error('the pool has no search path of its own');
  pool.options.options = pool.options.options.replace(path, `${path},${CLOCK_SCHEMA},pg_catalog`);
  await pool.query(`
    create schema ${CLOCK_SCHEMA};
    create table ${CLOCK_SCHEMA}.clock (at timestamptz not null);
    insert into ${CLOCK_SCHEMA}.clock values (pg_catalog.now());
    create function ${CLOCK_SCHEMA}.now() returns timestamptz language sql stable
      as 'select at from ${CLOCK_SCHEMA}.clock';
    create function ${CLOCK_SCHEMA}.clock_timestamp() returns timestamptz language sql stable
      as 'select at from ${CLOCK_SCHEMA}.clock'`);
  const { rows } = await pool.query<{ relation: string; name: string }>(`
    select d.adrelid::regclass::text as relation, quote_ident(a.attname) as name
      from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
     where pg_get_expr(d.adbin, d.adrelid) like '%now()%'`);
  for (const { relation, name } of rows)
    await pool.query(`alter table ${relation} alter column ${name} set default ${CLOCK_SCHEMA}.now()`);
}

export async function setDatabaseClock(pool: pg.Pool, nowMs: number): Promise<void> {
  const text = `update ${CLOCK_SCHEMA}.clock set at = to_timestamp($1::float8 / 1000)`;
  for (let tries = 3; ; tries -= 1) {
    try {
      return void (await pool.query(text, [nowMs]));
    } catch (error) {
      // Somebody cuts connections just now.
      if (tries === 0) throw error;
    }
  }
}
