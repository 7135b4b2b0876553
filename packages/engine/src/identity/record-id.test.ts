import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { toId18 } from './record-id.ts';

describe('record ids', () => {
  test('15 characters get the checksum that Salesforce gives them', () => {
    // Pairs recorded from real orgs.
    for (const [body, checksum] of [
      ['0015500001QdZPK', 'AA3'],
      ['0035500001H9kZu', 'AAJ'],
      ['01254000001upcK', 'AAQ'],
      ['005R0000000UyrW', 'IAS'],
      ['0065500000KQ12X', 'AAT'],
    ] as const) {
      assert.equal(toId18(body), body + checksum);
    }
  });

  test('18 characters find their case again, whatever was done to it', () => {
    const body = fc.stringMatching(/^[A-Za-z0-9]{15}$/);
    fc.assert(
      fc.property(body, fc.constantFrom('upper', 'lower', 'as it is'), (id, mangled) => {
        const whole = toId18(id) ?? '';
        const typed = { upper: whole.toUpperCase(), lower: whole.toLowerCase(), 'as it is': whole }[mangled];
        assert.equal(toId18(` ${typed} `), whole);
      }),
    );
  });

  test('what is no id is none', () => {
    for (const text of [
      '',
      'Account',
      '0015500001QdZP',
      '0015500001QdZPK9',
      '0015500001QdZP-',
      '001550000100000ZZZ',
    ])
      assert.equal(toId18(text), undefined);
  });
});
