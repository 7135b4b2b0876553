import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn } from '../../testing/test-org.ts';

const TRAIL = 'SELECT Action, Section, Display, CreatedBy.Name FROM SetupAuditTrail ORDER BY Id';

behaviour(
  'the setup audit trail tells of fields, users and permission sets, to who may view the setup',
  { documented: 'facts 9; Object Reference, SetupAuditTrail; Salesforce Help, "Monitor Setup Changes"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.equal((await admin.query(TRAIL)).body.totalSize, 0, 'seeds leave no entries');
    await admin.control('POST', '/objects/Account/fields', {
      name: 'Region__c',
      label: 'Region',
      type: 'text',
      length: 40,
    });
    await admin.control('DELETE', '/objects/Account/fields/Region__c');
    const users = await admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
    const repId = users.body.records[0].Id;
    const PermissionSetId = await create(admin, 'PermissionSet', { Name: 'Extra', Label: 'Extra' });
    const assigned = await create(admin, 'PermissionSetAssignment', { AssigneeId: repId, PermissionSetId });
    await admin.call('DELETE', `/sobjects/PermissionSetAssignment/${assigned}`);
    const rep = await signIn(org.baseUrl, REP);
    assert.equal((await rep.query(TRAIL)).body.totalSize, 4);
    await admin.call('PATCH', `/sobjects/User/${repId}`, { IsActive: false });
    const { records } = (await admin.query(TRAIL)).body;
    assert.deepEqual(
      records.map((row: Record<string, unknown>) => [row['Action'], row['Section'], row['Display']]),
      [
        ['createdCF', 'Customize Accounts', 'Created custom field: Region on Account'],
        ['deletedCF', 'Customize Accounts', 'Deleted custom field: Region on Account'],
        [
          'PermSetAssign',
          'Manage Users',
          `Permission set Extra: assigned to user Rita Rep (UserID: [${repId.slice(0, 15)}])`,
        ],
        [
          'PermSetUnassign',
          'Manage Users',
          `Permission set Extra: unassigned from user Rita Rep (UserID: [${repId.slice(0, 15)}])`,
        ],
        ['deactivateduser', 'Manage Users', 'Deactivated user Rita Rep'],
      ],
    );
    for (const row of records) assert.equal(row.CreatedBy.Name, 'Ada Admin');
  },
  { covers: ['access.setup-api', 'rest.describe'] },
);

behaviour(
  'the Tooling API shows custom fields to who may view the setup, their metadata one at a time',
  { documented: 'facts 9; Tooling API Guide, CustomField' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const tooling = (client: typeof admin, soql: string) =>
      client.get(`/tooling/query/?q=${encodeURIComponent(soql)}`);
    const { body } = await tooling(
      admin,
      'SELECT Id, TableEnumOrId, DeveloperName FROM CustomField ORDER BY DeveloperName',
    );
    assert.deepEqual(
      body.records.map((row: { DeveloperName: string }) => row.DeveloperName),
      ['Account', 'Key', 'Loose_Key', 'Size'],
    );
    assert.match(body.records[0].TableEnumOrId, /^01I\w{15}$/);
    assert.match(
      body.records[0].attributes.url,
      /^\/services\/data\/v60\.0\/tooling\/sobjects\/CustomField\/00N/,
    );
    await admin.control('POST', '/objects/Account/fields', { name: 'Region__c', type: 'text', length: 40 });
    const one = await tooling(
      admin,
      "SELECT TableEnumOrId, FullName, Metadata FROM CustomField WHERE DeveloperName = 'Region'",
    );
    const [region] = one.body.records;
    assert.deepEqual([region.TableEnumOrId, region.FullName], ['Account', 'Account.Region__c']);
    assert.deepEqual([region.Metadata.type, region.Metadata.length], ['Text', 40]);
    const many = await tooling(admin, 'SELECT Metadata FROM CustomField');
    assert.deepEqual([many.status, many.body[0].errorCode], [400, 'MALFORMED_QUERY']);
    assert.equal((await admin.query('SELECT Id FROM CustomField')).body[0].errorCode, 'INVALID_TYPE');

    const rep = await signIn(org.baseUrl, REP);
    assert.equal((await tooling(rep, 'SELECT Id FROM CustomField')).status, 200);
    const [profile] = (await admin.query("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'"))
      .body.records;
    await admin.control('POST', '/records', {
      operations: [
        { kind: 'update', object: 'PermissionSet', id: profile.Id, values: { PermissionsViewSetup: false } },
      ],
    });
    assert.equal((await tooling(rep, 'SELECT Id FROM CustomField')).body[0].errorCode, 'INVALID_TYPE');
    assert.equal((await rep.query(TRAIL)).body[0].errorCode, 'INVALID_TYPE');
  },
  { covers: ['access.setup-api', 'rest.describe'] },
);
