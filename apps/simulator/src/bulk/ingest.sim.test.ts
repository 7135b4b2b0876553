import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { createIngest, ingest, putCsv, readResults, setState, finishedIngest } from '../../testing/ingest.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { ADMIN, create, openTestOrg, REP, signIn, TEST_SEED } from '../../testing/test-org.ts';

const covers = 'bulk.ingest';
const INGEST = { documented: 'Bulk API 2.0 ingest jobs; facts 4.2' };
const CSV = { documented: 'Bulk API 2.0: Prepare CSV Files; facts 4.3' };

behaviour(
  'created, closed and done, a job answers with the recorded keys and values, in their order',
  { verified: 'fixtures/responses/bulk/write and info' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const launched = readRecorded('responses/bulk/write/launch-job-opportunity.json');
    const created = await admin.post('/jobs/ingest', {
      object: 'Widget__c',
      externalIdFieldName: 'Key__c',
      contentType: 'CSV',
      operation: 'upsert',
      lineEnding: 'LF',
    });
    assert.equal(created.status, 200);
    assert.deepEqual(Object.keys(created.body), Object.keys(launched));
    for (const key of [
      'operation',
      'state',
      'concurrencyMode',
      'contentType',
      'apiVersion',
      'lineEnding',
      'columnDelimiter',
    ])
      assert.equal(created.body[key], launched[key], key);
    const { id } = created.body;
    assert.match(id, /^750\w{15}$/);
    assert.equal(created.body.contentUrl, `services/data/v60.0/jobs/ingest/${id}/batches`);
    assert.equal((await putCsv(admin, id, 'Key__c,Size__c\nK1,1\n,2\n')).status, 201);
    const closed = await setState(admin, id, 'UploadComplete');
    const update = readRecorded('responses/bulk/write/update-job-opportunity.json');
    assert.deepEqual(Object.keys(closed.body), Object.keys(update));
    assert.equal(closed.body.state, update.state);
    const done = await finishedIngest(admin, id);
    const recorded = readRecorded('responses/bulk/info/partial-failure.json');
    assert.deepEqual(Object.keys(done), Object.keys(recorded));
    for (const key of Object.keys(recorded)) assert.equal(typeof done[key], typeof recorded[key], key);
    assert.deepEqual(
      [done.state, done.numberRecordsProcessed, done.numberRecordsFailed, done.jobType],
      ['JobComplete', 2, 1, recorded.jobType],
    );
  },
  { covers, skip: withoutRecordings },
);

behaviour(
  'the version is printed with its decimal',
  { verified: 'fixtures/responses/bulk/info/success.json' },
  async () => {
    await using org = await openTestOrg();
    const id = await createIngest(org.admin, { object: 'Account', operation: 'insert' });
    const response = await fetch(`${org.baseUrl}/services/data/v60.0/jobs/ingest/${id}`, {
      headers: { Authorization: `Bearer ${org.admin.token}` },
    });
    assert.match(await response.text(), /"apiVersion":60\.0,/);
  },
  { covers },
);

behaviour(
  'good rows are saved and listed with their ids; a refused row stands beside, with code, text and fields',
  {
    verified:
      'REQUIRED_FIELD_MISSING as the Salesforce CLI expects it; columns: fixtures/responses/bulk/info/partial-failure.csv',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { info, successful, failed, unprocessed } = await ingest(
      admin,
      { object: 'Account', operation: 'insert' },
      'Name,Industry,Description\n"Say ""hi"", you",Energy,"two\nlines"\n,Energy,nameless\nLast,,\n',
    );
    assert.deepEqual([info.numberRecordsProcessed, info.numberRecordsFailed], [3, 1]);
    assert.match(
      successful,
      /^"sf__Id","sf__Created",Name,Industry,Description\n"001\w{15}","true","Say ""hi"", you","Energy","two\nlines"\n"001\w{15}","true","Last","",""\n$/,
    );
    assert.equal(
      failed,
      '"sf__Id","sf__Error",Name,Industry,Description\n' +
        '"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","Energy","nameless"\n',
    );
    assert.equal(unprocessed, 'Name,Industry,Description\n');
    const rows = await admin.query('SELECT Name, Industry, Description FROM Account ORDER BY Name');
    assert.deepEqual(
      rows.body.records.map((row: Record<string, unknown>) => [
        row['Name'],
        row['Industry'],
        row['Description'],
      ]),
      [
        ['Last', null, null],
        ['Say "hi", you', 'Energy', 'two\nlines'],
      ],
    );
  },
  { covers },
);

behaviour(
  'a value of the wrong type is refused by its column, counted from zero',
  { verified: 'fixtures/responses/bulk/info/partial-failure.csv' },
  async () => {
    await using org = await openTestOrg();
    const { failed } = await ingest(
      org.admin,
      { object: 'Opportunity', operation: 'insert' },
      'Name,StageName,Description,CloseDate\nNoemi Miller,GENERATED,external-id-3,2003-04-987654321987654321\n',
    );
    assert.equal(
      failed,
      '"sf__Id","sf__Error",Name,StageName,Description,CloseDate\n' +
        `"","INVALID_FIELD:Failed to deserialize field at col 3. Due to, '2003-04-987654321987654321' is not a valid value for the type xsd:date:CloseDate --",` +
        '"Noemi Miller","GENERATED","external-id-3","2003-04-987654321987654321"\n',
    );
  },
  { covers },
);

behaviour(
  'a column that does not exist, or that the user may not read, fails the job and processes nothing',
  { verified: 'fixtures/responses/bulk/info/complete-failure.json' },
  async () => {
    await using org = await openTestOrg();
    const recorded = withoutRecordings
      ? undefined
      : readRecorded('responses/bulk/info/complete-failure.json');
    const csv = 'Name,StageName_invalid_field_on_purpose\nA,1\nB,2\n';
    const { info, unprocessed, successful } = await ingest(
      org.admin,
      { object: 'Account', operation: 'insert' },
      csv,
    );
    const expected = 'InvalidBatch : Field name not found : StageName_invalid_field_on_purpose';
    if (recorded !== undefined) assert.equal(recorded.errorMessage, expected);
    assert.deepEqual(
      [info.state, info.errorMessage, info.numberRecordsProcessed, info.numberRecordsFailed],
      ['Failed', expected, 0, 0],
    );
    assert.equal(unprocessed, 'Name,StageName_invalid_field_on_purpose\n"A","1"\n"B","2"\n');
    assert.equal(successful, `"sf__Id","sf__Created",${csv.split('\n')[0]}\n`);
    await org.admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'none',
    });
    const rep = await signIn(org.baseUrl, REP);
    const hidden = await ingest(rep, { object: 'Account', operation: 'insert' }, 'Name,Industry\nA,Energy\n');
    assert.equal(hidden.info.errorMessage, 'InvalidBatch : Field name not found : Industry');
    assert.equal((await org.admin.query('SELECT COUNT() FROM Account')).body.totalSize, 0);
  },
  { covers: [covers, 'access.fields'] },
);

behaviour(
  'an update leaves empty cells alone and makes #N/A null',
  CSV,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const id = await create(admin, 'Account', {
      Name: 'A',
      Industry: 'Energy',
      Phone: '1',
      NumberOfEmployees: 5,
    });
    const { info, successful } = await ingest(
      admin,
      { object: 'Account', operation: 'update' },
      `id,INDUSTRY,Phone,NumberOfEmployees\n${id.slice(0, 15)},,#N/A,7\n`,
    );
    assert.equal(info.numberRecordsFailed, 0);
    assert.equal(
      successful,
      `"sf__Id","sf__Created",id,INDUSTRY,Phone,NumberOfEmployees\n"${id}","false","${id.slice(0, 15)}","","#N/A","7"\n`,
    );
    const { body } = await admin.get(`/sobjects/Account/${id}`);
    assert.deepEqual([body.Industry, body.Phone, body.NumberOfEmployees], ['Energy', null, 7]);
  },
  { covers },
);

behaviour(
  'an upsert creates and updates by external id, or by Id; a key twice in a transaction is refused',
  INGEST,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const known = await create(admin, 'Widget__c', { Key__c: 'K1', Size__c: 1 });
    const byKey = { object: 'Widget__c', operation: 'upsert', externalIdFieldName: 'key__c' };
    const first = await ingest(admin, byKey, 'Key__c,Size__c\nK1,10\nK2,20\nD,1\nd,2\n,3\n');
    assert.match(
      first.successful,
      new RegExp(`\n"${known}","false","K1","10"\n"a\\w{17}","true","K2","20"\n$`),
    );
    assert.deepEqual(first.failed.trimEnd().split('\n').slice(1), [
      '"","DUPLICATE_VALUE:Duplicate external id specified: D:Key__c --","D","1"',
      '"","DUPLICATE_VALUE:Duplicate external id specified: d:Key__c --","d","2"',
      '"","MISSING_ARGUMENT:Key__c not specified:--","","3"',
    ]);
    const byId = { object: 'Widget__c', operation: 'upsert', externalIdFieldName: 'Id' };
    const second = await ingest(admin, byId, `Id,Size__c\n${known},11\n,30\n`);
    assert.match(
      second.successful,
      new RegExp(`\n"${known}","false","${known}","11"\n"\\w{18}","true","","30"\n$`),
    );
    const sizes = await admin.query('SELECT Size__c FROM Widget__c ORDER BY Size__c');
    assert.deepEqual(
      sizes.body.records.map((row: { Size__c: number }) => row.Size__c),
      [11, 20, 30],
    );
    const keyless = await ingest(admin, byKey, 'Size__c\n1\n');
    assert.equal(keyless.info.errorMessage, 'InvalidBatch : Field name not found : Key__c');
  },
  { covers },
);

behaviour(
  'a delete goes to the recycle bin, a hard delete past it, and only with its permission',
  INGEST,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const soft = await create(admin, 'Account', { Name: 'soft' });
    const hard = await create(admin, 'Account', { Name: 'hard' });
    const deleted = await ingest(
      admin,
      { object: 'Account', operation: 'delete' },
      `Id\n${soft}\n001000000000001AAA\n`,
    );
    assert.match(
      deleted.successful,
      new RegExp(`^"sf__Id","sf__Created",Id\n"${soft}","false","${soft}"\n$`),
    );
    assert.match(deleted.failed, /\n"001000000000001AAA","\w+:.*:--","001000000000001AAA"\n$/);
    const refused = await admin.post('/jobs/ingest', { object: 'Account', operation: 'hardDelete' });
    assert.deepEqual([refused.status, refused.body[0].errorCode], [400, 'FEATURENOTENABLED']);
    const set = await create(admin, 'PermissionSet', {
      Name: 'Hard_Delete',
      Label: 'Hard delete',
      PermissionsBulkApiHardDelete: true,
    });
    const user = await admin.query("SELECT Id FROM User WHERE Alias != 'autoproc' AND LastName = 'Admin'");
    await create(admin, 'PermissionSetAssignment', {
      PermissionSetId: set,
      AssigneeId: user.body.records[0].Id,
    });
    const gone = await ingest(admin, { object: 'Account', operation: 'hardDelete' }, `Id\n${hard}\n`);
    assert.deepEqual([gone.info.state, gone.info.numberRecordsFailed], ['JobComplete', 0]);
    const left = await admin.get(`/queryAll?q=${encodeURIComponent('SELECT Name, IsDeleted FROM Account')}`);
    assert.deepEqual(
      left.body.records.map((row: Record<string, unknown>) => [row['Name'], row['IsDeleted']]),
      [['soft', true]],
    );
  },
  { covers },
);

behaviour(
  'a parent is named by a key of its own, in a column of its relationship',
  { documented: 'Relationship Fields in a Header Row (2.0); facts 4.3' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/objects/Account/fields', {
      name: 'Ext__c',
      type: 'text',
      length: 20,
      externalId: true,
      unique: true,
    });
    const account = await create(admin, 'Account', { Name: 'Parent', Ext__c: 'A-1' });
    const lead = await create(admin, 'Lead', { LastName: 'L', Company: 'C', Email: 'l@example.com' });
    const widgets = await ingest(
      admin,
      { object: 'Widget__c', operation: 'insert' },
      'Key__c,Account__r.Ext__c\nW1,a-1\nW2,\nW3,#N/A\nW4,none\n',
    );
    assert.equal(
      widgets.failed,
      '"sf__Id","sf__Error",Key__c,Account__r.Ext__c\n"","INVALID_FIELD:Foreign key external ID: none not found for field Ext__c in entity Account:--","W4","none"\n',
    );
    const rows = await admin.query('SELECT Key__c, Account__c FROM Widget__c ORDER BY Key__c');
    assert.deepEqual(
      rows.body.records.map((row: Record<string, unknown>) => [row['Key__c'], row['Account__c']]),
      [
        ['W1', account],
        ['W2', null],
        ['W3', null],
      ],
    );
    const tasks = await ingest(
      admin,
      { object: 'Task', operation: 'insert' },
      'Subject,Lead:Who.Email\nCall,l@example.com\n',
    );
    assert.equal(tasks.info.numberRecordsFailed, 0, tasks.failed);
    assert.equal((await admin.query('SELECT WhoId FROM Task')).body.records[0].WhoId, lead);
    const wrong = await ingest(admin, { object: 'Widget__c', operation: 'insert' }, 'Account__r.Phone\n1\n');
    assert.equal(wrong.info.errorMessage, 'InvalidBatch : Field name not found : Account__r.Phone');
  },
  { covers },
);

behaviour(
  'delimiters and line endings are those of the job, in the upload and in the results',
  CSV,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const [columnDelimiter, delimiter] of Object.entries({
      BACKQUOTE: '`',
      CARET: '^',
      PIPE: '|',
      SEMICOLON: ';',
      TAB: '\t',
    })) {
      const { successful } = await ingest(
        admin,
        { object: 'Account', operation: 'insert', columnDelimiter, lineEnding: 'CRLF' },
        `Name${delimiter}Phone\r\n"a${delimiter}b"${delimiter}1,2\r\n`,
      );
      const [head, row] = successful.split('\r\n');
      assert.equal(head, ['"sf__Id"', '"sf__Created"', 'Name', 'Phone'].join(delimiter));
      assert.ok(row?.endsWith([`"true"`, `"a${delimiter}b"`, '"1,2"'].join(delimiter)), row);
    }
    const other = await ingest(admin, { object: 'Account', operation: 'insert' }, 'Name\r\nA\r\n');
    assert.equal(
      other.info.errorMessage,
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    );
    const broken = await ingest(
      admin,
      { object: 'Account', operation: 'insert' },
      'Name,Phone\nA,1\nB, "2"\n',
    );
    assert.deepEqual(
      [broken.info.state, broken.info.numberRecordsProcessed, broken.info.errorMessage],
      [
        'Failed',
        0,
        'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
      ],
    );
  },
  { covers },
);

behaviour(
  'a byte order mark is part of the first name, and the name is not found',
  { assumed: 'files must be UTF-8; loaders report jobs that a BOM made fail' },
  async () => {
    await using org = await openTestOrg();
    const { info } = await ingest(org.admin, { object: 'Account', operation: 'insert' }, '\uFEFFName\nA\n');
    assert.equal(info.errorMessage, 'InvalidBatch : Field name not found : \uFEFFName');
  },
  { covers },
);

behaviour(
  'nothing but a header, or nothing at all, is a job that completes',
  { verified: 'clients rely on it (an empty input still gives a job that completes)' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const csv of ['', 'Name\n']) {
      const { info } = await ingest(admin, { object: 'Account', operation: 'insert' }, csv);
      assert.deepEqual([info.state, info.numberRecordsProcessed], ['JobComplete', 0]);
    }
    const id = await createIngest(admin, { object: 'Account', operation: 'insert' });
    await setState(admin, id, 'UploadComplete');
    assert.equal((await finishedIngest(admin, id)).state, 'JobComplete');
    assert.deepEqual(await readResults(admin, id), {
      successful: '"sf__Id","sf__Created"\n',
      failed: '"sf__Id","sf__Error"\n',
      unprocessed: '',
    });
  },
  { covers },
);

behaviour(
  'job and data come in one multipart request, whose upload is complete',
  { documented: 'Bulk Insert with a Multipart Request' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const body = [
      '--BOUNDARY',
      'Content-Type: application/json',
      'Content-Disposition: form-data; name="job"',
      '',
      '{"object":"Contact","contentType":"CSV","operation":"insert","lineEnding":"LF"}',
      '',
      '--BOUNDARY',
      'Content-Type: text/csv',
      'Content-Disposition: form-data; name="content"; filename="content"',
      '',
      'FirstName,LastName,MailingCity',
      'Astro,Nomical,San Francisco',
      'Hootie,McOwl,San Francisco',
      '--BOUNDARY--',
    ].join('\n');
    const headers = { 'Content-Type': 'multipart/form-data; boundary="BOUNDARY"' };
    const created = await admin.call('POST', '/jobs/ingest/', body, headers);
    assert.deepEqual(
      [created.status, created.body.state, created.body.contentUrl],
      [200, 'UploadComplete', undefined],
    );
    const info = await finishedIngest(admin, created.body.id);
    assert.deepEqual([info.state, info.numberRecordsProcessed], ['JobComplete', 2]);
    assert.equal((await admin.query('SELECT COUNT() FROM Contact')).body.totalSize, 2);
    const long = await admin.call(
      'POST',
      '/jobs/ingest',
      body.replace('Astro', 'A'.repeat(100_000)),
      headers,
    );
    assert.equal(long.status, 400);
    const partless = await admin.call('POST', '/jobs/ingest', '--BOUNDARY--', headers);
    assert.equal(partless.status, 400);
  },
  { covers },
);

behaviour(
  'an assignment rule runs when the job names it, and not otherwise',
  { documented: 'Bulk API 2.0 Developer Guide, Create a Job: assignmentRuleId' },
  async () => {
    await using org = await openTestOrg({
      seed: {
        ...TEST_SEED,
        assignmentRules: [
          { object: 'Lead', name: 'Rule', entries: [{ criteria: [], assignTo: `user:${REP.username}` }] },
        ],
      },
    });
    const { admin } = org;
    const assignmentRuleId = (await admin.query('SELECT Id FROM AssignmentRule')).body.records[0].Id;
    const leads = { object: 'Lead', operation: 'insert' };
    await ingest(admin, leads, 'LastName,Company\nPlain,C\n');
    await ingest(admin, { ...leads, assignmentRuleId }, 'LastName,Company\nRuled,C\n');
    const rows = await admin.query('SELECT LastName, Owner.Username FROM Lead ORDER BY LastName');
    assert.deepEqual(
      rows.body.records.map((row: { LastName: string; Owner: { Username: string } }) => [
        row.LastName,
        row.Owner.Username,
      ]),
      [
        ['Plain', ADMIN.username],
        ['Ruled', REP.username],
      ],
    );
  },
  { covers: [covers, 'data.owners'] },
);

behaviour(
  'a job works with the rights of its user: objects, rows and fields',
  { documented: 'Bulk API 2.0 Developer Guide; facts 4.2: everything is done as the token’s user' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const rep = await signIn(org.baseUrl, REP);
    const secret = await create(admin, 'Account', { Name: 'Secret' });
    await admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Phone',
      access: 'read',
    });
    const readOnly = await ingest(rep, { object: 'Account', operation: 'update' }, `Id,Phone\n${secret},1\n`);
    assert.match(readOnly.failed, /\n"001\w{15}","INVALID_FIELD_FOR_INSERT_UPDATE:.*Phone.*:Phone --"/);
    await admin.control('POST', '/access', { username: REP.username, object: 'Account', access: 'read' });
    const closed = await ingest(rep, { object: 'Account', operation: 'insert' }, 'Name\nA\n');
    assert.deepEqual([closed.info.state, closed.info.numberRecordsFailed], ['JobComplete', 1]);
    await admin.control('POST', '/access', { username: REP.username, object: 'Account', access: 'none' });
    const unknown = await rep.post('/jobs/ingest', { object: 'Account', operation: 'insert' });
    assert.deepEqual([unknown.status, unknown.body[0].errorCode], [400, 'INVALIDENTITY']);
    const created = await admin.query("SELECT CreatedBy.Username FROM Account WHERE Name = 'Secret'");
    assert.equal(created.body.records[0].CreatedBy.Username, ADMIN.username);
  },
  { covers: [covers, 'access.objects'] },
);
