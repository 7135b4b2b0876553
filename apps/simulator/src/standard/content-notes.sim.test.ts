/** Notes over HTTP, which are documents of their own kind. */
import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn, type TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: 'data.objects' } as const;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

// oxlint-disable-next-line typescript/no-explicit-any -- rows are picked apart by every test
async function rows(client: TestClient, soql: string): Promise<any[]> {
  const { status, body } = await client.query(soql);
  assert.equal(status, 200, JSON.stringify(body));
  return body.records;
}

behaviour(
  'a note is a document and a version of type SNOTE, and its content is read at an address of its own',
  { documented: 'Object Reference, ContentNote; REST API Developer Guide, "Get Blob Data"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const html = '<p>Fish &amp; chips</p><p>for two</p>';
    const id = await create(admin, 'ContentNote', { Title: 'Lunch', Content: base64(html) });
    assert.match(id, /^069/);
    const { body: note } = await admin.get(`/sobjects/ContentNote/${id}`);
    assert.deepEqual(
      [note.Title, note.TextPreview, note.FileType, note.FileExtension, note.ContentSize, note.IsReadOnly],
      ['Lunch', 'Fish & chips for two', 'SNOTE', 'snote', html.length, false],
    );
    assert.equal(note.Content, `/services/data/v60.0/sobjects/ContentNote/${id}/Content`);
    assert.equal((await admin.get(note.Content)).body, html);
    const [document] = await rows(
      admin,
      'SELECT Id, Title, FileType, LatestPublishedVersion.VersionNumber, LatestPublishedVersionId FROM ContentDocument',
    );
    assert.deepEqual([document.Id, document.Title, document.FileType], [id, 'Lunch', 'SNOTE']);
    assert.equal(document.LatestPublishedVersionId, note.LatestPublishedVersionId);
    const found = await rows(
      admin,
      "SELECT Id FROM ContentNote WHERE TextPreview LIKE 'fish%' ORDER BY Title",
    );
    assert.deepEqual(
      found.map((one) => one.Id),
      [id],
    );
    await create(admin, 'ContentVersion', { PathOnClient: 'a.txt', VersionData: base64('no note') });
    assert.equal((await rows(admin, 'SELECT Id FROM ContentNote')).length, 1);
  },
  COVERS,
);

behaviour(
  'a changed content is another version, a changed title is not, and nothing else can be changed',
  { documented: 'Object Reference, ContentNote: "Only the Content and Title fields can be updated"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const id = await create(admin, 'ContentNote', { Title: 'Plan', Content: base64('One') });
    const path = `/sobjects/ContentNote/${id}`;
    assert.equal((await admin.call('PATCH', path, { Content: base64('Two') })).status, 204);
    const versions = async (): Promise<unknown[]> =>
      (
        await rows(
          admin,
          `SELECT Title, VersionNumber, IsLatest FROM ContentVersion WHERE ContentDocumentId = '${id}' ORDER BY VersionNumber`,
        )
      ).map((row) => [row.Title, row.VersionNumber, row.IsLatest]);
    assert.deepEqual(await versions(), [
      ['Plan', '1', false],
      ['Plan', '2', true],
    ]);
    assert.equal((await admin.get(`${path}/Content`)).body, 'Two');
    assert.equal((await admin.call('PATCH', path, { Title: 'New plan' })).status, 204);
    assert.deepEqual(await versions(), [
      ['Plan', '1', false],
      ['New plan', '2', true],
    ]);
    assert.equal((await admin.get(path)).body.Title, 'New plan');
    const { body } = await admin.call('PATCH', path, { SharingPrivacy: 'P' });
    assert.equal(body[0].errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
  },
  COVERS,
);

behaviour(
  'a note needs a title and base64, loses what could run, and is linked, deleted and missed like a document',
  { documented: 'Object Reference, ContentNote, ContentDocumentLink; which HTML is unsafe is assumed' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const untitled = await admin.post('/sobjects/ContentNote', { Content: base64('x') });
    assert.deepEqual(
      [untitled.body[0].errorCode, untitled.body[0].fields],
      ['REQUIRED_FIELD_MISSING', ['Title']],
    );
    assert.equal((await admin.post('/sobjects/ContentNote', { Title: 'x', Content: '*' })).status, 400);
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const unsafe = '<b onclick="go()">Hi</b><script>go()</script>';
    const id = await create(admin, 'ContentNote', { Title: 'Call', Content: base64(unsafe) });
    assert.equal((await admin.get(`/sobjects/ContentNote/${id}/Content`)).body, '<b>Hi</b>');
    await create(admin, 'ContentDocumentLink', {
      ContentDocumentId: id,
      LinkedEntityId: account,
      ShareType: 'V',
    });
    const links = `SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '${account}'`;
    assert.equal((await rows(admin, links))[0].ContentDocumentId, id);
    const rep = await signIn(org.baseUrl, REP);
    assert.equal((await create(rep, 'ContentNote', { Title: 'Mine' })).length, 18);
    const file = await create(admin, 'ContentVersion', { PathOnClient: 'a.txt', VersionData: base64('x') });
    const [version] = await rows(admin, `SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${file}'`);
    const other = await admin.call('DELETE', `/sobjects/ContentNote/${version.ContentDocumentId}`);
    assert.equal(other.status, 404);
    assert.equal((await admin.call('DELETE', `/sobjects/ContentNote/${id}`)).status, 204);
    assert.equal((await admin.get(`/sobjects/ContentNote/${id}`)).status, 404);
    assert.equal((await admin.get(`/sobjects/ContentDocument/${id}`)).status, 404);
    assert.deepEqual(await rows(admin, links), []);
  },
  COVERS,
);
