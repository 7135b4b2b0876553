import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkspaceSlug } from '@sync-user/contract';
import * as fc from 'fast-check';
import { isSlug, toSlug } from './slug.ts';

test('a name becomes a readable slug', () => {
  assert.equal(toSlug('Müller & Söhne GmbH'), 'muller_sohne_gmbh');
  assert.equal(toSlug('  3M Company '), 'm_company');
  assert.equal(toSlug('株式会社'), '');
});

test('the console and the server agree on what a slug is, and a made slug is one or is too short', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[a-z][a-z0-9_]{0,45}$/)),
      (text) => {
        assert.equal(isSlug(text), WorkspaceSlug.safeParse(text).success);
        const slug = toSlug(text);
        assert.ok(slug.length < 2 || isSlug(slug), slug);
      },
    ),
  );
});
