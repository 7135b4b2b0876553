import { OBJECT_COLUMNS } from './held-permissions.ts';
import type { NeededObject, NeededPermissions } from './needed-permissions.ts';
import type { RepairFacts } from './repair-facts.ts';
import { INTEGRATION_LICENCE, SET_LABEL, SET_NAME } from './repair-facts.ts';

/** A row that must be there, told apart from others by the value of the step's key. */
export interface WantedRow {
  readonly key: string;
  /** Ticks that must be set; others of an existing row stay as they are. */
  readonly ticks: readonly string[];
  /** Columns that must be empty: an assignment that has expired is made to last. */
  readonly clears?: readonly string[];
  /** What a new row says besides. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Rows of one object that are made or completed together. */
export interface RepairStep {
  readonly text: string;
  readonly sobject: string;
  readonly key: string;
  /** Only here are rows looked for. */
  readonly where: (setId: string | undefined) => string;
  /** Whether its rows hang on the permission set (`ParentId` or `PermissionSetId`). */
  readonly setColumn: 'ParentId' | 'PermissionSetId' | null;
  readonly wanted: readonly WantedRow[];
  /** How many of them are not yet as wanted, as far as was read. */
  readonly rows: number;
}

const SET_DESCRIPTION =
  'What the sync user needs for the objects and fields that are mapped, and nothing else. Made by Sync User; completed when the mapping grows.';

/**
 * What is to be done, in the order Salesforce wants it: the licence first, because without it a set that the user already
 * has may not be widened; the set, its object and field permissions; the assignment last, when it stands complete.
 */
export function repairSteps(facts: RepairFacts): readonly RepairStep[] {
  const { needed, user } = facts;
  const steps: RepairStep[] = [];
  if (facts.licence !== null && facts.licence.id !== null && facts.licence.assigned !== true) {
    const licenceId = facts.licence.id;
    steps.push({
      text: `Assign the permission set licence “${INTEGRATION_LICENCE.label}” to ${user.username}`,
      sobject: 'PermissionSetLicenseAssign',
      key: 'PermissionSetLicenseId',
      where: () => `AssigneeId = '${user.id}' AND PermissionSetLicenseId = '${licenceId}'`,
      setColumn: null,
      wanted: [
        {
          key: licenceId,
          ticks: [],
          values: { AssigneeId: user.id, PermissionSetLicenseId: licenceId },
        },
      ],
      rows: 1,
    });
  }
  steps.push(setStep(facts), ...rowSteps(facts, needed));
  steps.push({
    text: `Assign “${SET_LABEL}” to ${user.username}`,
    sobject: 'PermissionSetAssignment',
    key: 'AssigneeId',
    where: (setId) => `AssigneeId = '${user.id}' AND PermissionSetId = '${setId ?? ''}'`,
    setColumn: 'PermissionSetId',
    wanted: [{ key: user.id, ticks: [], clears: ['ExpirationDate'], values: { AssigneeId: user.id } }],
    rows: facts.assigned ? 0 : 1,
  });
  return steps.filter((step) => step.rows > 0 || step.sobject === 'PermissionSet');
}

function setStep({ needed, set }: RepairFacts): RepairStep {
  const ticks = needed.system.map(({ name }) => `Permissions${name}`);
  const lacking = set === undefined || ticks.some((tick) => set.record[tick] !== true);
  const permissions = needed.system.map(({ label }) => label).join(', ');
  return {
    text:
      set === undefined
        ? `Create the permission set “${SET_LABEL}” with ${permissions}`
        : lacking
          ? `Add to the permission set “${String(set.record['Label'])}”: ${permissions}`
          : `Use the permission set “${String(set.record['Label'])}”, which is there`,
    sobject: 'PermissionSet',
    key: 'Name',
    where: () => `Name = '${SET_NAME}' AND IsOwnedByProfile = false AND NamespacePrefix = null`,
    setColumn: null,
    wanted: [
      {
        key: SET_NAME,
        ticks,
        values: { Name: SET_NAME, Label: SET_LABEL, Description: SET_DESCRIPTION },
      },
    ],
    rows: lacking ? 1 : 0,
  };
}

function rowSteps({ setRows }: RepairFacts, needed: NeededPermissions): RepairStep[] {
  const inSet = (setId: string | undefined): string => `ParentId = '${setId ?? ''}'`;
  const objects: RepairStep = {
    text: `Grant ${count(needed.objects.length, 'object')}: ${needed.objects.map(({ name }) => name).join(', ')}`,
    sobject: 'ObjectPermissions',
    key: 'SobjectType',
    where: inSet,
    setColumn: 'ParentId',
    wanted: needed.objects.map((object) => ({
      key: object.name,
      ticks: ticksOf(object),
      values: { SobjectType: object.name },
    })),
    rows: 0,
  };
  const fields: RepairStep = {
    text: `Grant ${count(needed.fields.length, 'field')} of ${[...new Set(needed.fields.map(({ object }) => object))].join(', ')}`,
    sobject: 'FieldPermissions',
    key: 'Field',
    where: inSet,
    setColumn: 'ParentId',
    wanted: needed.fields.map(({ object, field, edit }) => ({
      key: `${object}.${field}`,
      ticks: edit ? ['PermissionsRead', 'PermissionsEdit'] : ['PermissionsRead'],
      values: { SobjectType: object, Field: `${object}.${field}` },
    })),
    rows: 0,
  };
  return [
    { ...objects, rows: lackingRows(objects, setRows.objects).length },
    { ...fields, rows: lackingRows(fields, setRows.fields).length },
  ];
}

export function ticksOf(object: NeededObject): string[] {
  return object.rights.map((right) => OBJECT_COLUMNS[right]);
}

/** Wanted rows that are not there, or lack a tick. */
export function lackingRows(
  step: Pick<RepairStep, 'key' | 'wanted'>,
  existing: readonly Readonly<Record<string, unknown>>[],
): WantedRow[] {
  const byKey = new Map(existing.map((row) => [String(row[step.key]).toLowerCase(), row]));
  return step.wanted.filter((wanted) => {
    const row = byKey.get(wanted.key.toLowerCase());
    return row === undefined || Object.keys(patchOf(wanted, row)).length > 0;
  });
}

/** What an existing row lacks; nothing it has is taken away. */
export function patchOf(
  wanted: WantedRow,
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, true | null>> {
  return Object.fromEntries([
    ...wanted.ticks.filter((tick) => row[tick] !== true).map((tick) => [tick, true] as const),
    ...(wanted.clears ?? [])
      .filter((column) => (row[column] ?? null) !== null)
      .map((column) => [column, null] as const),
  ]);
}

/** The rows of a step as they are now. */
export function findRows(step: RepairStep, setId: string | undefined): string {
  const columns = new Set(step.wanted.flatMap(({ ticks, clears = [] }) => [...ticks, ...clears]));
  return `SELECT ${['Id', step.key, ...columns].join(', ')} FROM ${step.sobject} WHERE ${step.where(setId)}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
