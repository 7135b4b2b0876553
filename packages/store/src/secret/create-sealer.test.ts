import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { createSealer } from './create-sealer.ts';

const keys = [
  { version: 1, key: randomBytes(32) },
  { version: 2, key: randomBytes(32) },
];
const place = { workspaceId: 'w1', connection: 'sync_user', column: 'client_secret' };

describe('sealing', () => {
  const sealer = createSealer({ keys, current: 1 });

  test('a sealed secret opens at its own place, and looks different each time', () => {
    const sealed = sealer.seal('geheim ✓', place);
    assert.equal(sealer.open(sealed, place), 'geheim ✓');
    assert.notDeepEqual(sealed, sealer.seal('geheim ✓', place));
    assert.equal(sealed.includes('geheim'), false);
  });

  test('moved to another workspace, connection or column it does not open', () => {
    const sealed = sealer.seal('secret', place);
    for (const other of [
      { ...place, workspaceId: 'w2' },
      { ...place, connection: 'personal' },
      { ...place, column: 'access_token' },
    ]) {
      assert.throws(() => sealer.open(sealed, other), { code: 'SECRET_UNREADABLE' });
    }
  });

  test('with any byte changed, or cut short, it does not open', () => {
    const sealed = sealer.seal('secret', place);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(() => sealer.open(changed, place), { code: 'SECRET_UNREADABLE' }, `byte ${index}`);
      assert.throws(() => sealer.open(sealed.subarray(0, index), place), { code: 'SECRET_UNREADABLE' });
    }
  });

  test('after a rotation old values still open, and new ones carry the new version first', () => {
    const old = sealer.seal('secret', place);
    const rotated = createSealer({ keys, current: 2 });
    assert.equal(rotated.open(old, place), 'secret');
    assert.equal(rotated.seal('secret', place)[0], 2);
  });

  test('without the key it was sealed with it does not open, nor with another of the same version', () => {
    const sealed = sealer.seal('secret', place);
    const without = createSealer({ keys: keys.slice(1), current: 2 });
    assert.throws(() => without.open(sealed, place), { code: 'SECRET_UNREADABLE' });
    const other = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
    assert.throws(() => other.open(sealed, place), { code: 'SECRET_UNREADABLE' });
  });

  test('keys that cannot work are refused at the start', () => {
    assert.throws(() => createSealer({ keys, current: 3 }), { code: 'CONFIG_INVALID' });
    assert.throws(() => createSealer({ keys: [{ version: 1, key: randomBytes(16) }], current: 1 }), {
      code: 'CONFIG_INVALID',
    });
    assert.throws(() => createSealer({ keys: [{ version: 256, key: randomBytes(32) }], current: 256 }), {
      code: 'CONFIG_INVALID',
    });
  });
});
