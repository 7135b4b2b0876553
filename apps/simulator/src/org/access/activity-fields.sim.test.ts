import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, TEST_SEED } from '../../../testing/test-org.ts';

behaviour(
  'a custom field of tasks is one of events too, and so are its field permissions',
  { documented: 'Object Reference, FieldPermissions (Task and Event share custom fields); facts 7.3' },
  async () => {
    const fields = { Task: [{ name: 'Mood__c', type: 'text', length: 10 }] };
    await using org = await openTestOrg({ seed: { ...TEST_SEED, fields } });
    const { admin } = org;
    await create(admin, 'Event', {
      Subject: 'E',
      StartDateTime: '2027-01-01T10:00:00Z',
      DurationInMinutes: 30,
      Mood__c: 'good',
    });
    const set = await create(admin, 'PermissionSet', { Name: 'Moods', Label: 'Moods' });
    const granted = async (): Promise<unknown[][]> => {
      const { body } = await admin.query(
        `SELECT SobjectType, Field, PermissionsEdit FROM FieldPermissions WHERE ParentId = '${set}' ORDER BY Field`,
      );
      return (body.records as Record<string, unknown>[]).map((row) => [
        row['SobjectType'],
        row['Field'],
        row['PermissionsEdit'],
      ]);
    };
    const id = await create(admin, 'FieldPermissions', {
      ParentId: set,
      SobjectType: 'Task',
      Field: 'Task.Mood__c',
      PermissionsRead: true,
    });
    assert.deepEqual(await granted(), [
      ['Event', 'Event.Mood__c', false],
      ['Task', 'Task.Mood__c', false],
    ]);
    const path = `/sobjects/FieldPermissions/${id}`;
    assert.equal((await admin.call('PATCH', path, { PermissionsEdit: true })).status, 204);
    assert.deepEqual(
      (await granted()).map(([, , edit]) => edit),
      [true, true],
    );
    assert.equal((await admin.call('DELETE', path)).status, 204);
    assert.deepEqual(await granted(), []);
  },
  { covers: ['access.setup-api', 'data.activities'] },
);
