import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMultipart } from './multipart.ts';

const LINES = [
  '--BOUNDARY',
  'Content-Type: application/json',
  'Content-Disposition: form-data; name="job"',
  '',
  '{"object":"Contact"}',
  '',
  '--BOUNDARY',
  'Content-Type: text/csv',
  'Content-Disposition: form-data; name="content"; filename="content"',
  '',
  'FirstName,LastName',
  'Ada,--BOUNDARY',
  '--BOUNDARY--',
];

for (const [name, lineEnding] of [
  ['line feeds', '\n'],
  ['carriage returns', '\r\n'],
] as const) {
  test(`parts of a body with ${name}, their last line ending left out`, () => {
    const parts = readMultipart(
      'multipart/form-data; boundary="BOUNDARY"',
      Buffer.from(LINES.join(lineEnding)),
    );
    assert.deepEqual(
      parts?.map((part) => [part.name, part.contentType, part.content.toString()]),
      [
        ['job', 'application/json', `{"object":"Contact"}${lineEnding}`],
        ['content', 'text/csv', `FirstName,LastName${lineEnding}Ada,--BOUNDARY`],
      ],
    );
  });
}

test('a body that fetch makes of FormData', async () => {
  const form = new FormData();
  form.append('job', '{}');
  form.append('content', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'content');
  const response = new Response(form);
  const parts = readMultipart(
    response.headers.get('content-type') ?? '',
    Buffer.from(await response.arrayBuffer()),
  );
  assert.deepEqual(
    parts?.map((part) => [part.name, part.content.toString()]),
    [
      ['job', '{}'],
      ['content', 'a,b\n1,2\n'],
    ],
  );
});

test('a body that ends too early, or is none', () => {
  const head = LINES.slice(0, -1).join('\n');
  assert.equal(readMultipart('multipart/form-data; boundary=BOUNDARY', Buffer.from(head)), undefined);
  assert.equal(readMultipart('application/json', Buffer.from('{}')), undefined);
});
