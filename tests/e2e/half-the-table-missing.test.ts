/** "Half the table was missing and the job was green": here the census finds it, mends it, and a signed report says so. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();
const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
const at = { workspace: workspace.slug };
const folder = mkdtempSync(join(tmpdir(), 'sync-user-report-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...args: string[]) {
  const env = {
    SYNC_USER_URL: rig.server.url,
    SYNC_USER_API_KEY: rig.apiKey,
    SYNC_USER_WORKSPACE: workspace.slug,
  };
  return await runCli(args, { env, cwd: folder });
}

test('half of a table is lost: the comparison finds the rows, brings them back and says so', async () => {
  const before = await rig.api.readCompleteness(at);
  assert.deepEqual(
    before.objects.map(({ object, verdict }) => [object, verdict]),
    [
      ['Account', 'unknown'],
      ['Contact', 'unknown'],
    ],
  );
  await rig.query(
    `delete from ${workspace.schema}.account where id in (select id from ${workspace.schema}.account order by systemmodstamp limit 60)`,
  );
  await rig.api.takeCensus(at);
  const done = await until(
    async () => {
      const answer = await rig.api.readCompleteness(at);
      return answer.running.length === 0 ? answer : undefined;
    },
    { what: 'both objects are compared' },
  );
  const [account, contact] = done.objects;
  assert.deepEqual([account?.verdict, contact?.verdict], ['repaired', 'complete']);
  assert.equal(account?.lastRun?.missing, 60);
  assert.equal(account.lastRun.repaired, 60);
  assert.equal(account.lastRun.reason, 'asked');
  assert.match(account.text, /Found 60 missing; all mended\./);
  const detail = await rig.api.readObjectCompleteness({ ...at, object: 'account' });
  assert.equal(detail.drift.length, 60);
  await rig.assertMirrorIsSame(workspace);
});

test('calls of a census are in the ledger as such', async () => {
  const { byCause } = await rig.api.readCalls(at);
  assert.ok((byCause.census ?? 0) >= 2);
});

test('in the terminal: run, show, and a report that is genuine until a character of it is changed', async () => {
  const run = await cli('completeness', 'run', 'Account');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.match(run.stdout, /Account\s+complete\s+(\d+)\s+\1\s+0\s+0/);
  assert.match(
    (await cli('completeness', 'show', 'account')).stdout,
    /\d+ rows up to .* were compared one by one/,
  );

  assert.equal((await cli('completeness', 'report', '--out', 'report.json')).exitCode, 0);
  const key = await cli('completeness', 'key');
  writeFileSync(join(folder, 'key.pem'), key.stdout);
  // The public key is all it takes: no server is asked.
  const verify = (...args: string[]) =>
    runCli(['completeness', 'verify', 'report.json', ...args], { cwd: folder });
  const genuine = await verify('--key', 'key.pem');
  assert.equal(genuine.exitCode, 0, genuine.stderr);
  assert.match(genuine.stdout, /^Genuine: written .* 2 objects\./);

  const text = readFileSync(join(folder, 'report.json'), 'utf8');
  writeFileSync(join(folder, 'report.json'), text.replace('"missing": 60', '"missing": 0'));
  const changed = await verify('--key', 'key.pem');
  assert.equal(changed.exitCode, 1);
  assert.match(changed.stderr, /not genuine/);
});

test('how often is a setting of the workspace, and what is due is compared by itself', async () => {
  const set = await cli('completeness', 'every', '6');
  assert.match(set.stdout, /every 6 hours now/);
  const runs = async () => (await rig.api.readObjectCompleteness({ ...at, object: 'Contact' })).runs.length;
  const before = await runs();
  await rig.query(`update selected_object set next_census_at = now() - interval '1 minute'`);
  await until(async () => (await runs()) > before, { what: 'a due object is compared' });
  const { objects } = await rig.api.readCompleteness(at);
  const inHours = (Date.parse(objects[0]?.nextCensusAt ?? '') - Date.now()) / 3_600_000;
  assert.ok(inHours > 5.9 && inHours <= 6, `next in ${inHours} hours`);
  await cli('completeness', 'every', '0');
});

test('a difference that cannot be mended is told once, shown, and ends with an all-clear', async () => {
  const open = async () =>
    (await rig.api.readOverview(at)).notices.filter(({ kind }) => kind === 'drift_not_mended');
  const compare = async () => {
    await rig.api.takeCensus(at);
    await until(async () => (await rig.api.readCompleteness(at)).running.length === 0, {
      what: 'both objects are compared',
    });
  };
  await rig.query(`update ${workspace.schema}.account set name = 'Nobody knows'
                    where id = (select min(id) from ${workspace.schema}.account)`);
  // Somebody's trigger on our table: what we write there stays as it was.
  await rig.query(
    `create function public.keep() returns trigger language plpgsql as 'begin return old; end'`,
  );
  await rig.query(
    `create trigger keep before update on ${workspace.schema}.account for each row execute function public.keep()`,
  );
  await compare();
  const [notice, another] = await until(
    async () => {
      const notices = await open();
      return notices.length > 0 ? notices : undefined;
    },
    { what: 'it is told' },
  );
  assert.equal(another, undefined);
  assert.match(notice?.text ?? '', /rows of Account that could not be put right: 1 wrong/);
  assert.equal(notice?.action?.href, '/completeness/Account');
  await compare();
  assert.deepEqual(
    (await open()).map(({ id }) => id),
    [notice.id],
    'and once only',
  );
  await rig.query(`drop trigger keep on ${workspace.schema}.account`);
  // Loaded again it is compared by itself, though the workspace compares nothing unasked.
  await rig.api.reloadObject({ ...at, object: 'account' });
  await until(async () => (await open()).length === 0, { what: 'the all-clear' });
  await rig.assertMirrorIsSame(workspace);
});

test('a dead id is told where it went', async () => {
  const [winner = '', loser = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Winner' } },
    { kind: 'create', object: 'Account', values: { Name: 'Loser' } },
  ]);
  await workspace.poll();
  await rig.org.send('POST', '/records', {
    operations: [{ kind: 'merge', object: 'Account', id: winner, loserIds: [loser] }],
  });
  await workspace.poll();
  await assert.rejects(rig.api.readRecord({ ...at, object: 'Account', id: loser }), (error: Error) => {
    assert.match(error.message, new RegExp(`merged: see Account ${winner}`));
    return true;
  });
  const traced = await cli('trace', loser.slice(0, 15));
  assert.match(traced.stdout, new RegExp(`merged into Account ${winner} Winner`));
  assert.match((await cli('changes', '--json')).stdout, new RegExp(`"mergedInto":"${winner}"`));
});
