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

behaviour(
  'UserRecordAccess is a parent of every row too, for who asks: selected, filtered and sorted by, at any depth',
  { documented: 'Object Reference, UserRecordAccess (usage: as a foreign key); facts 2.11' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const rep = await signIn(org.baseUrl, REP);
    await admin.control('POST', '/seed', { seed: { sharing: { Account: 'Read' } } });
    const mine = await create(rep, 'Account', { Name: 'Mine' });
    const theirs = await create(admin, 'Account', { Name: 'Theirs' });
    await create(admin, 'Widget__c', { Name: 'Of theirs', Account__c: theirs });
    const own = await rep.query(
      'SELECT Name, UserRecordAccess.HasEditAccess, UserRecordAccess.MaxAccessLevel FROM Account ORDER BY Name',
    );
    type Shown = { Name: string; UserRecordAccess: Record<string, unknown> };
    const shown = (own.body.records as Shown[]).map(({ Name, UserRecordAccess: access }) => [
      Name,
      (access['attributes'] as { type: string }).type,
      access['HasEditAccess'],
      access['MaxAccessLevel'],
    ]);
    assert.deepEqual(shown, [
      ['Mine', 'UserRecordAccess', true, 'All'],
      ['Theirs', 'UserRecordAccess', false, 'Read'],
    ]);
    const through = await rep.query('SELECT Account__r.UserRecordAccess.HasReadAccess FROM Widget__c');
    assert.equal(through.body.records[0].Account__r.UserRecordAccess.HasReadAccess, true);
    const filtered = await rep.query('SELECT Id FROM Account WHERE UserRecordAccess.HasDeleteAccess = true');
    assert.deepEqual(
      filtered.body.records.map(({ Id }: { Id: string }) => Id),
      [mine],
    );
    for (const name of ['UserId', 'RecordId']) {
      const { status, body } = await rep.query(`SELECT UserRecordAccess.${name} FROM Account`);
      assert.deepEqual([status, body[0].errorCode], [400, 'INVALID_FIELD'], name);
    }
  },
  { covers: 'access.probes' },
);

behaviour(
  'probes take ids of 15 characters and objects by name, and answer with 18',
  {
    documented:
      'facts 5.1 and 2.11; Tooling API Guide, "SOQL Operation Limitations" (EntityDefinitionId by name)',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'A' });
    const { body: users } = await admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
    const user = users.records[0].Id.slice(0, 15);
    const record = await admin.query(
      `SELECT RecordId FROM UserRecordAccess WHERE UserId = '${user}' AND RecordId IN ('${account.slice(0, 15)}')`,
    );
    assert.deepEqual(
      record.body.records.map(({ RecordId }: { RecordId: string }) => RecordId),
      [account],
    );
    for (const soql of [
      `SELECT IsReadable FROM UserEntityAccess WHERE UserId = '${user}' AND EntityDefinitionId = 'account'`,
      "SELECT DataType FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND QualifiedApiName = 'Industry'",
      `SELECT IsAccessible FROM UserFieldAccess WHERE UserId = '${user}' AND EntityDefinitionId = 'Account' AND FieldDefinitionId = 'Account.Industry'`,
    ]) {
      assert.equal((await admin.query(soql)).body.totalSize, 1, soql);
    }
  },
  { covers: 'access.probes' },
);

behaviour(
  'the schema as rows knows no aggregates, alternatives or negations',
  { documented: 'Tooling API Guide, "SOQL Operation Limitations"; the error code as clients quote it' },
  async () => {
    await using org = await openTestOrg();
    const refusals = {
      'SELECT COUNT() FROM EntityDefinition': /^The requested operation is not yet supported by this SObject/,
      'SELECT COUNT(QualifiedApiName), IsQueryable FROM EntityDefinition GROUP BY IsQueryable':
        /^The requested operation is not yet supported by this SObject/,
      "SELECT Label FROM EntityDefinition WHERE QualifiedApiName != 'Account'":
        /^Only equals comparisons permitted$/,
      "SELECT Label FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND (Label = 'A' OR Label = 'B')":
        /^Disjunctions not supported$/,
    };
    for (const [soql, text] of Object.entries(refusals)) {
      const { status, body } = await org.admin.query(soql);
      assert.deepEqual([status, body[0]?.errorCode], [400, 'EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION'], soql);
      assert.match(body[0].message, text);
    }
    const sorted = await org.admin.query(
      'SELECT QualifiedApiName, Label FROM EntityDefinition\nWHERE IsDeprecatedAndHidden = false\nORDER BY QualifiedApiName',
    );
    assert.equal(sorted.status, 200);
  },
  { covers: ['access.probes', 'soql.errors'] },
);
