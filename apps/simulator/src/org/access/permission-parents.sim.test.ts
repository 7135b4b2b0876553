import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, TEST_SEED } from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Part__c',
      label: 'Part',
      plural: 'Parts',
      fields: [
        { name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c', childRelationshipName: 'Parts' },
      ],
    },
  ],
};

behaviour(
  'a detail is granted only beside its master, and View All only beside View All, in one permission set',
  {
    documented:
      'messages of real orgs: "Permission Read Client_Document__c depends on permission(s): Read Account"; "Permission Read All Asset depends on permission(s): Read All Account"',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin } = org;
    const ParentId = await create(admin, 'PermissionSet', { Name: 'Parts', Label: 'Parts' });
    const grant = (SobjectType: string, viewAll: boolean) =>
      admin.post('/sobjects/ObjectPermissions', {
        ParentId,
        SobjectType,
        PermissionsRead: true,
        PermissionsViewAllRecords: viewAll,
      });
    const alone = await grant('Part__c', false);
    assert.equal(alone.body[0].errorCode, 'FIELD_INTEGRITY_EXCEPTION');
    assert.equal(alone.body[0].message, 'Permission Read Part__c depends on permission(s): Read Widget__c');
    const master = await grant('Widget__c', false);
    assert.equal(master.status, 201);
    const tooMuch = await grant('Part__c', true);
    assert.equal(
      tooMuch.body[0].message,
      'Permission Read All Part__c depends on permission(s): Read All Widget__c',
    );
    const widened = await admin.call('PATCH', `/sobjects/ObjectPermissions/${master.body.id}`, {
      PermissionsViewAllRecords: true,
    });
    assert.equal(widened.status, 204);
    assert.equal((await grant('Part__c', true)).status, 201);
  },
  { covers: ['access.objects'] },
);
