import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordedChange } from '../../org/types.ts';
import { finalChanges } from './final-changes.ts';
import { textDiff } from './text-diff.ts';

type Kind = 'create' | 'update' | 'delete' | 'undelete';

function finalKind(...kinds: Kind[]): string | undefined {
  const changes = kinds.map(
    (kind, index): RecordedChange => ({
      kind,
      object: 'Account',
      id: '1',
      before: kind === 'create' ? undefined : { Name: `v${index}` },
      after: { Name: `v${index + 1}` },
      caller: { userId: 'u', client: null, apiVersion: 60 },
    }),
  );
  const [final] = finalChanges(changes);
  return final === undefined
    ? undefined
    : `${final.kind} ${String(final.before?.['Name'] ?? 'nothing')} to ${String(final.after['Name'])}`;
}

test('several changes of a record come to one', () => {
  assert.equal(finalKind('create', 'update', 'update'), 'create nothing to v3');
  assert.equal(finalKind('update', 'update'), 'update v0 to v2');
  assert.equal(finalKind('update', 'delete'), 'delete v0 to v2');
  assert.equal(finalKind('create', 'update', 'delete'), undefined);
  assert.equal(finalKind('create', 'delete', 'undelete'), 'create nothing to v3');
  assert.equal(finalKind('delete', 'undelete'), 'update v0 to v2');
  assert.equal(finalKind('undelete', 'update'), 'undelete v0 to v2');
  assert.equal(finalKind('undelete', 'delete'), undefined);
});

/** What `patch` does with one hunk. */
function patch(before: string, diff: string): string {
  const lines = before.split('\n');
  const [, , at = '', ...hunk] = diff.split('\n');
  const [, from, count] = /^@@ -(\d+),(\d+) /.exec(at) ?? [];
  const kept = hunk.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
  lines.splice(Number(from) - 1, Number(count), ...kept);
  return lines.join('\n');
}

test('a diff turns the old text into the new one', () => {
  const line = fc.string({ minLength: 20, maxLength: 60 }).map((text) => text.replaceAll('\n', ' '));
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 60, maxLength: 80 }),
      fc.nat(59),
      fc.nat(5),
      fc.array(line, { maxLength: 5 }),
      (lines, at, removed, added) => {
        const before = lines.join('\n');
        const after = lines.toSpliced(at, removed, ...added).join('\n');
        const diff = textDiff(before, after);
        if (diff !== undefined) assert.equal(patch(before, diff), after);
      },
    ),
  );
  assert.notEqual(textDiff('a\n'.repeat(600), `b\n${'a\n'.repeat(600)}`), undefined);
});

test('short texts, and changes as large as the text, are sent whole', () => {
  assert.equal(textDiff('a\nb', 'a\nc'), undefined);
  assert.equal(textDiff('x'.repeat(2000), 'y'.repeat(2000)), undefined);
  assert.equal(textDiff(null, 'y'.repeat(2000)), undefined);
});
