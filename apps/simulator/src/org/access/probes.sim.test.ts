import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn } from '../../../testing/test-org.ts';

behaviour(
  'who may do what is told by UserRecordAccess, UserPermissionAccess, UserEntityAccess, UserFieldAccess',
  {
    documented:
      'Object Reference, UserRecordAccess; facts 2.11; refusals as real orgs word them in public client code',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const rep = await signIn(org.baseUrl, REP);
    const found = await admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
    const repId = found.body.records[0].Id;
    await admin.control('POST', '/seed', { seed: { sharing: { Account: 'Read', Widget__c: 'Private' } } });
    const mine = await create(rep, 'Account', { Name: 'Mine' });
    const theirs = await create(admin, 'Account', { Name: 'Theirs' });
    const hidden = await create(admin, 'Widget__c', { Name: 'Hidden' });
    const columns =
      'RecordId, HasReadAccess, HasEditAccess, HasDeleteAccess, HasTransferAccess, HasAllAccess, MaxAccessLevel';
    const soql = `SELECT ${columns} FROM UserRecordAccess WHERE UserId = '${repId}' AND RecordId IN ('${mine}', '${theirs}', '${hidden}')`;
    const levels = ({ body }: { body: { records: Record<string, unknown>[] } }) =>
      Object.fromEntries(body.records.map((row) => [row['RecordId'], row['MaxAccessLevel']]));
    assert.deepEqual(levels(await admin.query(soql)), { [mine]: 'All', [theirs]: 'Read', [hidden]: 'None' });
    assert.deepEqual(
      levels(await rep.query(soql)),
      { [mine]: 'All', [theirs]: 'Read' },
      'not of rows the caller cannot see',
    );
    const edits = `SELECT RecordId FROM UserRecordAccess WHERE UserId = '${repId}' AND HasEditAccess = true AND RecordId IN ('${mine}', '${theirs}')`;
    assert.deepEqual(
      (await rep.query(edits)).body.records.map((row: { RecordId: string }) => row.RecordId),
      [mine],
    );
    const refused = async (query: string) => {
      const { body } = await admin.query(query);
      return [body[0].errorCode, body[0].message];
    };
    assert.deepEqual(
      await refused(`SELECT Id FROM UserRecordAccess WHERE UserId = '${repId}' AND RecordId = '${mine}'`),
      ['INVALID_FIELD', 'Can select only RecordId, a Has*Access field, and MaxAccessLevel'],
    );
    assert.equal((await refused('SELECT RecordId FROM UserRecordAccess'))[0], 'MALFORMED_QUERY');
    const many = Array.from({ length: 201 }, (_, index) => `'001${String(index).padStart(12, '0')}'`).join(
      ', ',
    );
    assert.equal(
      (
        await refused(
          `SELECT RecordId FROM UserRecordAccess WHERE UserId = '${repId}' AND RecordId IN (${many})`,
        )
      )[0],
      'MALFORMED_QUERY',
    );

    const permissions = await rep.query(
      'SELECT PermissionsApiEnabled, PermissionsModifyAllData FROM UserPermissionAccess',
    );
    const { attributes, ...values } = permissions.body.records[0];
    assert.equal(attributes.type, 'UserPermissionAccess');
    assert.deepEqual(values, { PermissionsApiEnabled: true, PermissionsModifyAllData: false });

    const entity = await admin.query(
      `SELECT IsReadable, IsCreatable, IsEditable, IsDeletable FROM UserEntityAccess WHERE UserId = '${repId}' AND EntityDefinition.QualifiedApiName = 'Account'`,
    );
    assert.equal(entity.body.totalSize, 1);
    assert.equal(entity.body.records[0].IsCreatable, true);
    await admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'read',
    });
    const field = await admin.query(
      `SELECT IsAccessible, IsUpdatable, FieldDefinition.QualifiedApiName FROM UserFieldAccess
       WHERE UserId = '${repId}' AND EntityDefinition.QualifiedApiName = 'Account' AND FieldDefinition.QualifiedApiName = 'Industry'`,
    );
    assert.deepEqual([field.body.records[0].IsAccessible, field.body.records[0].IsUpdatable], [true, false]);
    assert.deepEqual(await refused('SELECT Id FROM UserEntityAccess'), [
      'MALFORMED_QUERY',
      'UserEntityAccess: a filter on a reified column is required [UserId,DurableId]',
    ]);
    assert.deepEqual(await refused('SELECT Id FROM UserFieldAccess'), [
      'MALFORMED_QUERY',
      'UserFieldAccess: a filter on a reified column is required [DurableId]',
    ]);
    assert.deepEqual(await refused('SELECT QualifiedApiName FROM FieldDefinition'), [
      'MALFORMED_QUERY',
      'FieldDefinition: a filter on a reified column is required [EntityDefinitionId,DurableId]',
    ]);
    // The schema as rows is the caller's.
    await admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'none',
    });
    const definition =
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Account' AND QualifiedApiName = 'Industry'";
    assert.equal((await rep.query(definition)).body.totalSize, 0);
    assert.equal((await admin.query(definition)).body.totalSize, 1);
    await admin.control('POST', '/access', { username: REP.username, object: 'Widget__c', access: 'none' });
    const entities = "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Widget__c'";
    assert.equal((await rep.query(entities)).body.totalSize, 0);
    assert.equal((await admin.query(entities)).body.totalSize, 1);
  },
  { covers: 'access.probes' },
);
