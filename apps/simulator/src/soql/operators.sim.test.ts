import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg } from '../../testing/test-org.ts';

behaviour(
  '<> is another spelling of !=, for null too',
  { assumed: 'no page lists it, but queries in public code use it' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Widget__c', { Name: 'One', Loose_Key__c: 'a' });
    await create(org.admin, 'Widget__c', { Name: 'Two', Loose_Key__c: 'b' });
    await create(org.admin, 'Widget__c', { Name: 'None' });
    for (const operator of ['!=', '<>']) {
      const found = async (value: string): Promise<string[]> => {
        const soql = `SELECT Name FROM Widget__c WHERE Loose_Key__c ${operator} ${value} ORDER BY Name`;
        return (await org.admin.query(soql)).body.records.map((row: { Name: string }) => row.Name);
      };
      assert.deepEqual(await found('null'), ['One', 'Two']);
      assert.deepEqual(await found("'a'"), ['None', 'Two']);
    }
  },
  { covers: 'soql.conditions' },
);
