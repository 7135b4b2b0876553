import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NeededPermissions } from './needed-permissions.ts';
import { permissionSetFiles } from './permission-set-files.ts';

const NEEDED: NeededPermissions = {
  system: [
    { name: 'ViewAllUsers', label: 'View All Users', why: '' },
    { name: 'ApiEnabled', label: 'API Enabled', why: '' },
  ],
  objects: [
    { name: 'Zeta__c', label: 'Zeta', rights: ['read', 'create', 'edit', 'viewAll'], why: '' },
    { name: 'Account', label: 'Account', rights: ['read'], why: '' },
  ],
  fields: [
    { object: 'Zeta__c', field: 'A&B__c', edit: true, mapped: [] },
    { object: 'Account', field: 'Industry', edit: false, mapped: ['Industry'] },
  ],
};

test('the permission set stands there as Salesforce itself would write it: names sorted, elements in the schema’s order', () => {
  const files = new Map(permissionSetFiles(NEEDED).map(({ path, content }) => [path, content]));
  assert.deepEqual(
    [...files.keys()],
    [
      'sfdx-project.json',
      'package.xml',
      'force-app/main/default/permissionsets/Sync_User.permissionset-meta.xml',
    ],
  );
  assert.equal(
    files.get('force-app/main/default/permissionsets/Sync_User.permissionset-meta.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>What the sync user needs for the objects and fields that are mapped, and nothing else.</description>
    <fieldPermissions>
        <editable>false</editable>
        <field>Account.Industry</field>
        <readable>true</readable>
    </fieldPermissions>
    <fieldPermissions>
        <editable>true</editable>
        <field>Zeta__c.A&amp;B__c</field>
        <readable>true</readable>
    </fieldPermissions>
    <hasActivationRequired>false</hasActivationRequired>
    <label>Sync User (least privilege)</label>
    <objectPermissions>
        <allowCreate>false</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>false</allowEdit>
        <allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords>
        <object>Account</object>
        <viewAllRecords>false</viewAllRecords>
    </objectPermissions>
    <objectPermissions>
        <allowCreate>true</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>true</allowEdit>
        <allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords>
        <object>Zeta__c</object>
        <viewAllRecords>true</viewAllRecords>
    </objectPermissions>
    <userPermissions>
        <enabled>true</enabled>
        <name>ApiEnabled</name>
    </userPermissions>
    <userPermissions>
        <enabled>true</enabled>
        <name>ViewAllUsers</name>
    </userPermissions>
</PermissionSet>
`,
  );
  const project = JSON.parse(files.get('sfdx-project.json') ?? '') as {
    packageDirectories: { path: string }[];
  };
  assert.equal(project.packageDirectories[0]?.path, 'force-app');
  const manifest = files.get('package.xml') ?? '';
  assert.ok(manifest.indexOf('<members>') < manifest.indexOf('<name>'), 'members before their type');
  assert.match(manifest, /<version>\d+\.0<\/version>/);
});
