import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toZip } from './zip.ts';

/** Python's zipfile checks headers and sums on its own. */
const READ = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({n: z.read(n).decode('utf-8') for n in z.namelist()}))
`;

test('another reader of archives finds every file as it was', (t) => {
  const files = [
    { path: 'package.xml', content: '<?xml version="1.0" encoding="UTF-8"?>\n<Package/>\n' },
    { path: 'permissionsets/Sync_User.permissionset', content: 'Umlaut ä, 日本, €\n'.repeat(500) },
    { path: 'empty', content: '' },
  ];
  const folder = mkdtempSync(join(tmpdir(), 'sync-user-zip-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.zip');
  writeFileSync(path, toZip(files));
  const read = JSON.parse(execFileSync('python3', ['-c', READ, path], { encoding: 'utf8' })) as Record<
    string,
    string
  >;
  assert.deepEqual(read, Object.fromEntries(files.map(({ path: name, content }) => [name, content])));
});
