import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type IsoInstant, toInstant } from '../../ports/clock.ts';
import { addUp, toWords } from './held.ts';
import { type PermissionRows, type Right, RIGHTS } from './permission-rows.ts';

const NOW = toInstant(Date.UTC(2026, 5, 1));
const PAST = toInstant(Date.UTC(2026, 4, 1));
const FUTURE = toInstant(Date.UTC(2026, 6, 1));
const SYSTEM = ['ApiEnabled', 'ViewSetup', 'ViewAllData', 'ModifyAllData'] as const;
const OBJECTS = ['Account', 'Contact'] as const;
const FIELDS = ['Account.Industry', 'Contact.Phone'] as const;

/** A permission set as an administrator would write it down; a group's own set is worked out from its members. */
interface Grants {
  readonly system: readonly string[];
  readonly objects: Readonly<Record<string, readonly Right[]>>;
  readonly fields: Readonly<Record<string, 'read' | 'edit'>>;
}
interface Source {
  readonly kind: 'profile' | 'set' | 'group';
  readonly grants: Grants;
  readonly muted: Grants;
  readonly expires: IsoInstant | null;
  readonly isActive: boolean;
  readonly activationRequired: boolean;
}

const grants: fc.Arbitrary<Grants> = fc.record({
  system: fc.uniqueArray(fc.constantFrom(...SYSTEM)),
  objects: fc.dictionary(fc.constantFrom(...OBJECTS), fc.uniqueArray(fc.constantFrom(...RIGHTS))),
  fields: fc.dictionary(fc.constantFrom(...FIELDS), fc.constantFrom('read' as const, 'edit' as const)),
});
const source: fc.Arbitrary<Source> = fc.record({
  kind: fc.constantFrom('profile' as const, 'set' as const, 'group' as const),
  grants,
  muted: grants,
  expires: fc.constantFrom(null, PAST, NOW, FUTURE),
  isActive: fc.boolean(),
  activationRequired: fc.boolean(),
});

function less(given: Grants, muted: Grants): Grants {
  return {
    system: given.system.filter((name) => !muted.system.includes(name)),
    objects: Object.fromEntries(
      Object.entries(given.objects).map(([name, rights]) => [
        name,
        rights.filter((right) => !(muted.objects[name] ?? []).includes(right)),
      ]),
    ),
    fields: Object.fromEntries(
      Object.entries(given.fields).filter(([name]) => muted.fields[name] === undefined),
    ),
  };
}

function toRows(sources: readonly Source[]): PermissionRows {
  const own = sources.map((one, index) => ({
    one,
    setId: `set${index}`,
    innerId: `inner${index}`,
    effective: one.kind === 'group' ? less(one.grants, one.muted) : one.grants,
  }));
  const written = own.flatMap(({ one, setId, innerId, effective }) => [
    {
      id: setId,
      words: `${one.kind} ${setId}`,
      activation: one.kind !== 'group' && one.activationRequired,
      given: effective,
    },
    ...(one.kind === 'group'
      ? [{ id: innerId, words: `inner of ${setId}`, activation: false, given: one.grants }]
      : []),
  ]);
  return {
    assignments: own.map(({ one, setId }) => ({
      setId,
      groupId: one.kind === 'group' ? `group of ${setId}` : null,
      expiresAt: one.expires,
      isActive: one.isActive,
    })),
    sets: written.map(({ id, words, activation, given }) => ({
      id,
      words,
      activationRequired: activation,
      system: new Set(given.system),
    })),
    groups: own.flatMap(({ one, setId }) =>
      one.kind === 'group'
        ? [
            {
              id: `group of ${setId}`,
              label: setId,
              status: 'Updated',
              activationRequired: one.activationRequired,
            },
          ]
        : [],
    ),
    components: own.flatMap(({ one, setId, innerId }) =>
      one.kind === 'group' ? [{ groupId: `group of ${setId}`, setId: innerId }] : [],
    ),
    objects: written.flatMap(({ id, given }) =>
      Object.entries(given.objects).map(([object, rights]) => ({
        setId: id,
        object,
        rights: new Set(rights),
      })),
    ),
    fields: written.flatMap(({ id, given }) =>
      Object.entries(given.fields).map(([field, right]) => ({
        setId: id,
        field,
        read: true,
        edit: right === 'edit',
      })),
    ),
  };
}

/** Straight from what was written down, one source at a time. */
function naive(sources: readonly Source[]) {
  const live = sources
    .filter((one) => one.isActive && !one.activationRequired && (one.expires === null || one.expires > NOW))
    .map((one) => (one.kind === 'group' ? less(one.grants, one.muted) : one.grants));
  const system = (name: string): boolean => live.some((given) => given.system.includes(name));
  const object = (name: string, right: Right): boolean =>
    (right !== 'viewAllFields' && system('ModifyAllData')) ||
    ((right === 'read' || right === 'viewAll') && system('ViewAllData')) ||
    live.some((given) => (given.objects[name] ?? []).includes(right));
  const field = (name: string, right: 'read' | 'edit'): boolean =>
    live.some(
      (given) => given.fields[name] !== undefined && (right === 'read' || given.fields[name] === 'edit'),
    ) ||
    (right === 'read' && object(name.split('.')[0] ?? '', 'viewAllFields'));
  return { system, object, field };
}

test('adding up agrees with asking each source by itself', () => {
  fc.assert(
    fc.property(fc.array(source, { maxLength: 6 }), (sources) => {
      const held = addUp(toRows(sources), NOW);
      const expected = naive(sources);
      for (const name of SYSTEM) assert.equal(held.system(name).has, expected.system(name), name);
      for (const object of OBJECTS)
        for (const right of RIGHTS)
          assert.equal(held.object(object, right).has, expected.object(object, right), `${object} ${right}`);
      for (const name of FIELDS) {
        const [object = '', field = ''] = name.split('.');
        for (const right of ['read', 'edit'] as const)
          assert.equal(held.field(object, field, right).has, expected.field(name, right), `${name} ${right}`);
      }
    }),
    { numRuns: 500 },
  );
});

test('who has a permission has it through something; who lacks it is told all that would give it', () => {
  fc.assert(
    fc.property(fc.array(source, { maxLength: 6 }), (sources) => {
      const held = addUp(toRows(sources), NOW);
      for (const name of SYSTEM) {
        const holding = held.system(name);
        assert.equal(holding.through !== null, holding.has);
        const granting = sources.filter((one) => one.grants.system.includes(name)).length;
        assert.equal(holding.withheld.length, holding.has ? 0 : granting);
      }
    }),
    { numRuns: 300 },
  );
});

test('words name what gives it, and why something does not', () => {
  const given: Grants = { system: ['ApiEnabled'], objects: {}, fields: {} };
  const none: Grants = { system: [], objects: {}, fields: {} };
  const one: Source = {
    kind: 'set',
    grants: given,
    muted: none,
    expires: null,
    isActive: true,
    activationRequired: false,
  };
  const words = (source: Partial<Source>): string =>
    toWords(addUp(toRows([{ ...one, ...source }]), NOW).system('ApiEnabled'));
  assert.equal(words({}), 'yes, through set set0');
  assert.equal(words({ grants: none }), 'no: nothing assigned to the user grants it');
  assert.match(words({ expires: NOW }), /that assignment has expired/);
  assert.match(words({ isActive: false }), /that assignment is not active/);
  assert.match(words({ activationRequired: true }), /only in sessions that activate it/);
  assert.match(words({ kind: 'group', muted: given }), /inner of set0 in .*“set0” grants it, but a muting/);
});

test('a group that is being recalculated is not called muted', () => {
  const rows = toRows([
    {
      kind: 'group',
      grants: { system: ['ApiEnabled'], objects: {}, fields: {} },
      muted: { system: ['ApiEnabled'], objects: {}, fields: {} },
      expires: null,
      isActive: true,
      activationRequired: false,
    },
  ]);
  const outdated = { ...rows, groups: rows.groups.map((group) => ({ ...group, status: 'Outdated' })) };
  assert.deepEqual(
    addUp(outdated, NOW)
      .system('ApiEnabled')
      .withheld.map(({ why }) => why),
    ['being_recalculated'],
  );
});
