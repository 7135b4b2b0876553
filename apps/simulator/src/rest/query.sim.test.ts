import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg } from '../../testing/test-org.ts';

behaviour(
  'long results come in pages by a locator of the recorded form',
  { verified: 'client-quirks "nextRecordsUrl real form"' },
  async () => {
    await using org = await openTestOrg();
    org.simulator.org.load(
      'Account',
      Array.from({ length: 450 }, (_, index) => ({ Name: `A${index}` })),
    );
    const first = await org.admin.get('/query?q=SELECT+Id+FROM+Account+ORDER+BY+Name', {
      'Sforce-Query-Options': 'batchSize=200',
    });
    assert.deepEqual([first.body.totalSize, first.body.done, first.body.records.length], [450, false, 200]);
    assert.match(first.body.nextRecordsUrl, /^\/services\/data\/v60\.0\/query\/0r8\w{15}-200$/);
    const second = await org.admin.get(first.body.nextRecordsUrl, {
      'Sforce-Query-Options': 'batchSize=200',
    });
    const third = await org.admin.get(second.body.nextRecordsUrl, {
      'Sforce-Query-Options': 'batchSize=200',
    });
    assert.deepEqual(
      [third.body.done, third.body.records.length, third.body.nextRecordsUrl],
      [true, 50, undefined],
    );
    const ids = [first, second, third].flatMap((page) =>
      page.body.records.map((row: { Id: string }) => row.Id),
    );
    assert.equal(new Set(ids).size, 450);
    const wrong = await org.admin.get('/query/0r8000000000000AAA-2000');
    assert.equal(wrong.body[0].errorCode, 'INVALID_QUERY_LOCATOR');
  },
  { covers: 'soql.paging' },
);

behaviour(
  'query, queryAll and deleted rows',
  { documented: 'QueryAll' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Gone' });
    await org.admin.call('DELETE', `/sobjects/Account/${id}`);
    assert.equal((await org.admin.query('SELECT Id FROM Account')).body.totalSize, 0);
    const all = await org.admin.get('/queryAll?q=SELECT+Id,IsDeleted+FROM+Account+WHERE+IsDeleted=true');
    assert.deepEqual(
      all.body.records.map((row: Record<string, unknown>) => [row['Id'], row['IsDeleted']]),
      [[id, true]],
    );
  },
  { covers: 'soql.paging' },
);

behaviour(
  'columns=true describes the columns, as the CLI asks for every query',
  { verified: 'client-quirks "SOQL/REST"' },
  async () => {
    await using org = await openTestOrg();
    const answer = await org.admin.get('/query?q=SELECT+Id,Name+FROM+Account&columns=true');
    assert.deepEqual(
      answer.body.columnMetadata.map((column: { columnName: string }) => column.columnName),
      ['Id', 'Name'],
    );
    assert.deepEqual([answer.body.entityName, answer.body.keyPrefix], ['Account', '001']);
    const explained = await org.admin.get('/query?explain=SELECT+Id+FROM+Account');
    assert.equal(explained.body.plans[0].sobjectType, 'Account');
  },
  { covers: 'soql.columns' },
);
