import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn, TEST_SEED } from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  sharing: { Pin__c: 'Private', Widget__c: 'Private' },
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Pin__c',
      fields: [{ name: 'Widget__c', type: 'lookup', referenceTo: 'Widget__c', onDelete: 'restrict' }],
    },
  ],
};

behaviour(
  'a delete that others hold up names of their rows only those that one may see',
  { assumed: 'the recorded refusal names all rows; whether hidden ones are left out was not recorded' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const rep = await signIn(org.baseUrl, REP);
    const widget = await create(rep, 'Widget__c', { Name: 'Mine' });
    await create(org.admin, 'Pin__c', { Name: 'Secret pin', Widget__c: widget });
    const refusal = async (): Promise<string> => {
      const { body } = await rep.call('DELETE', `/sobjects/Widget__c/${widget}`);
      assert.equal(body[0].errorCode, 'DELETE_FAILED');
      return body[0].message;
    };
    assert.doesNotMatch(await refusal(), /Secret pin/);
    await create(rep, 'Pin__c', { Name: 'Own pin', Widget__c: widget });
    assert.match(await refusal(), /: Own pin\n/);
  },
  { covers: 'access.sharing' },
);
