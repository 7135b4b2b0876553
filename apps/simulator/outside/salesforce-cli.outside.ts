import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { behaviour } from '../testing/behaviour.ts';
import { ADMIN, openTestOrg, TEST_SEED } from '../testing/test-org.ts';
import { Cli } from './cli.ts';
import { withoutClient } from './clients.ts';

const CLIENT = { verified: 'unmodified @salesforce/cli, installed from npm' };
const OPTIONS = { skip: withoutClient('@salesforce/cli'), covers: 'clients.quirks' } as const;
const JWT_KEY = 'cli-jwt-app';

const home = mkdtempSync(join(tmpdir(), 'salesforce-cli-'));
const file = (name: string, text: string): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const seed = {
  ...TEST_SEED,
  apps: [
    ...TEST_SEED.apps,
    {
      name: 'CLI',
      consumerKey: JWT_KEY,
      certificate: keys.publicKey.export({ type: 'spki', format: 'pem' }),
      preAuthorized: true,
    },
  ],
};
let opened: Awaited<ReturnType<typeof openTestOrg>> | undefined;
after(async () => {
  await opened?.[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** One org for the whole file: every command of the CLI costs seconds. */
async function openOrg(): Promise<{ org: Awaited<ReturnType<typeof openTestOrg>>; sf: Cli }> {
  opened ??= await openTestOrg({ seed });
  return { org: opened, sf: new Cli(process.env['OUTSIDE_CLIENTS'] ?? '', home) };
}

// oxlint-disable-next-line typescript/no-explicit-any -- the CLI's answers are picked apart below
async function result(sf: Cli, args: string, more: readonly string[] = []): Promise<any> {
  return (await sf.json([...args.split(' '), ...more]))['result'];
}

behaviour(
  'sf: login by access token and by JWT',
  CLIENT,
  async () => {
    const { org, sf } = await openOrg();
    const at = ['--instance-url', org.baseUrl];
    await sf.json(['org', 'login', 'access-token', ...at, '--no-prompt', '--alias', 'by-token'], {
      SF_ACCESS_TOKEN: org.admin.token,
    });
    const keyFile = file('server.key', String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })));
    const login = ['org', 'login', 'jwt', '--client-id', JWT_KEY, '--jwt-key-file', keyFile];
    await sf.json([...login, '--username', ADMIN.username, ...at, '--set-default']);
    const shown = await result(sf, 'org display --target-org', [ADMIN.username]);
    assert.equal(shown.username, ADMIN.username);
    assert.ok(
      (await result(sf, 'org list limits')).some(({ name }: { name: string }) => name === 'DailyApiRequests'),
    );
  },
  OPTIONS,
);

behaviour(
  'sf: a record created, read, updated, upserted and deleted',
  CLIENT,
  async () => {
    const { sf } = await openOrg();
    const { id } = await result(sf, 'data create record --sobject Account --values', [
      "Name='From sf' Industry=Media",
    ]);
    const read = await result(sf, 'data get record --sobject Account --record-id', [id]);
    assert.deepEqual([read.Name, read.Industry], ['From sf', 'Media']);
    await result(sf, 'data update record --sobject Account --record-id', [
      id,
      '--values',
      "Industry='Energy'",
    ]);
    const found = await result(sf, 'data query --query', [
      `SELECT Id, Industry FROM Account WHERE Name = 'From sf'`,
    ]);
    assert.deepEqual([found.totalSize, found.records[0].Industry], [1, 'Energy']);
    await result(sf, 'data get record --sobject Account --where', ["Name='From sf'"]);
    await result(sf, 'data delete record --sobject Account --record-id', [id]);
    await assert.rejects(
      result(sf, 'data get record --sobject Account --record-id', [id]),
      /ENTITY_IS_DELETED|NotFound|deleted/i,
    );
  },
  OPTIONS,
);

behaviour(
  'sf: bulk import, update, upsert, export and delete',
  CLIENT,
  async () => {
    const { sf } = await openOrg();
    const wait = ['--wait', '2'];
    const rows = Array.from({ length: 50 }, (_, index) => `c${index},${index}`);
    const imported = await result(sf, 'data import bulk --sobject Widget__c --file', [
      file('import.csv', `Key__c,Size__c\n${rows.join('\n')}\n`),
      ...wait,
    ]);
    assert.equal(imported.processedRecords, 50);
    const upserted = await result(sf, 'data upsert bulk --sobject Widget__c --external-id Key__c --file', [
      file('upsert.csv', 'Key__c,Size__c\nc0,100\nc50,50\n'),
      ...wait,
    ]);
    assert.equal(Number(upserted.jobInfo?.numberRecordsProcessed ?? upserted.processedRecords), 2);
    const exported = join(home, 'export.csv');
    await result(sf, 'data export bulk --query', [
      'SELECT Id, Key__c, Size__c FROM Widget__c ORDER BY Id',
      '--output-file',
      exported,
      '--result-format',
      'csv',
      ...wait,
    ]);
    const lines = readFileSync(exported, 'utf8').trim().split('\n').slice(1);
    assert.equal(lines.length, 51);
    const ids = lines.map((line) => /a\w{17}/.exec(line)?.[0] ?? '');
    await result(sf, 'data update bulk --sobject Widget__c --file', [
      file('update.csv', `Id,Size__c\n${ids.map((id) => `${id},7`).join('\n')}\n`),
      ...wait,
    ]);
    const sevens = await result(sf, 'data query --query', [
      'SELECT count() FROM Widget__c WHERE Size__c = 7',
    ]);
    assert.equal(sevens.totalSize, 51);
    await result(sf, 'data delete bulk --sobject Widget__c --file', [
      file('delete.csv', `Id\n${ids.join('\n')}\n`),
      ...wait,
    ]);
    assert.equal((await result(sf, 'data query --query', ['SELECT Id FROM Widget__c'])).totalSize, 0);
  },
  OPTIONS,
);

behaviour(
  'sf: trees exported and imported, objects listed and described, aggregates and children queried',
  CLIENT,
  async () => {
    const { org, sf } = await openOrg();
    const account = await org.admin.post('/sobjects/Account', { Name: 'Tree' });
    await org.admin.post('/sobjects/Contact', { LastName: 'Leaf', AccountId: account.body.id });
    const out = mkdtempSync(join(home, 'tree-'));
    const soql = "SELECT Id, Name, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Tree'";
    await result(sf, 'data export tree --query', [soql, '--output-dir', out]);
    const [exported] = readdirSync(out);
    await result(sf, 'data import tree --files', [join(out, exported ?? '')]);
    const trees = await result(sf, 'data query --query', [soql]);
    assert.equal(trees.totalSize, 2);
    assert.ok(
      trees.records.every((record: { Contacts: { totalSize: number } }) => record.Contacts.totalSize === 1),
    );
    const counted = await result(sf, 'data query --query', [
      'SELECT Name, COUNT(Id) n FROM Account GROUP BY Name ORDER BY Name',
    ]);
    assert.ok(counted.records.length > 0);
    const described = await result(sf, 'sobject describe --sobject Widget__c');
    assert.equal(described.name, 'Widget__c');
    assert.ok((await result(sf, 'sobject list --sobject custom')).includes('Widget__c'));
  },
  OPTIONS,
);
