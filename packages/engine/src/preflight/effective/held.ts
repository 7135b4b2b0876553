import type { IsoInstant } from '../../ports/clock.ts';
import type { AssignmentRow, GroupRow, PermissionRows, Right, SetRow } from './permission-rows.ts';

/** Why something that grants a permission does not give it to this user now. */
export type Withholding = 'muted' | 'expired' | 'inactive' | 'needs_activation' | 'being_recalculated';

/** Whether a user has a permission, and through what. */
export interface Holding {
  readonly has: boolean;
  /** `profile “Read Only”, permission set group “Sales”`; null when nothing gives it. */
  readonly through: string | null;
  /** What would give it and does not; empty when the user has it. */
  readonly withheld: readonly { readonly through: string; readonly why: Withholding }[];
}

/** A user's effective permissions. */
export interface Held {
  /** `ApiEnabled`; without `Permissions`. */
  system(name: string): Holding;
  /** Modify All Data and View All Data included. */
  object(object: string, right: Right): Holding;
  /** `field` is what has the permission: `BillingAddress` for `BillingCity`. */
  field(object: string, field: string, right: 'read' | 'edit'): Holding;
}

/** System permissions that stand above object permissions; they must be among those asked for. */
export const OVER_ALL = ['ViewAllData', 'ModifyAllData'] as const;

const RIGHTS_OF_VIEW_ALL_DATA: ReadonlySet<Right> = new Set(['read', 'viewAll']);

type Grants = (set: SetRow) => boolean;

/**
 * Adds the rows up. A profile's set is an assignment like any other; a group's own set has muting in it already, so what a
 * set inside grants and the group's set lacks is muted. Expired and inactive assignments count for nothing, nor does what a
 * session has to activate. Source: Object Reference, PermissionSetAssignment (IsActive, ExpirationDate), PermissionSet
 * (HasActivationRequired), PermissionSetGroup; MutingPermissionSet.
 */
export function addUp(rows: PermissionRows, now: IsoInstant): Held {
  const sets = new Map(rows.sets.map((set) => [set.id, set]));
  const groups = new Map(rows.groups.map((group) => [group.id, group]));
  const objects = grantsBySet(rows.objects, ({ object }) => object);
  const fields = grantsBySet(rows.fields, ({ field }) => field);

  const hold = (grants: Grants): Holding => {
    const through: string[] = [];
    const withheld: Holding['withheld'][number][] = [];
    for (const assignment of rows.assignments) {
      const set = sets.get(assignment.setId);
      const group = groups.get(assignment.groupId ?? '');
      const words = group === undefined ? set?.words : `permission set group “${group.label}”`;
      if (words === undefined) continue;
      const why = whyWithheld(assignment, set, group, now);
      if (set !== undefined && grants(set)) {
        if (why === undefined) through.push(words);
        else withheld.push({ through: words, why });
        continue;
      }
      for (const inner of group === undefined ? [] : setsInside(rows, sets, group)) {
        if (!grants(inner)) continue;
        withheld.push({ through: `${inner.words} in ${words}`, why: why ?? whyNotInGroup(inner, group) });
      }
    }
    if (through.length > 0) return { has: true, through: [...new Set(through)].join(', '), withheld: [] };
    return { has: false, through: null, withheld };
  };

  const system = (name: string): Holding => hold((set) => set.system.has(name));
  return {
    system,
    object: (object, right) => {
      const over = RIGHTS_OF_VIEW_ALL_DATA.has(right)
        ? OVER_ALL
        : right === 'viewAllFields'
          ? []
          : [OVER_ALL[1]];
      for (const name of over) {
        const held = system(name);
        if (held.has) return held;
      }
      return hold((set) => objects(set.id, object).some(({ rights }) => rights.has(right)));
    },
    field: (object, field, right) => {
      const held = hold((set) => fields(set.id, `${object}.${field}`).some((grant) => grant[right]));
      if (held.has || right === 'edit') return held;
      const all = hold((set) => objects(set.id, object).some(({ rights }) => rights.has('viewAllFields')));
      return all.has ? all : held;
    },
  };
}

function whyWithheld(
  assignment: AssignmentRow,
  set: SetRow | undefined,
  group: GroupRow | undefined,
  now: IsoInstant,
): Withholding | undefined {
  if (!assignment.isActive) return 'inactive';
  if (assignment.expiresAt !== null && assignment.expiresAt <= now) return 'expired';
  if (set?.activationRequired === true || group?.activationRequired === true) return 'needs_activation';
  return undefined;
}

function whyNotInGroup(inner: SetRow, group: GroupRow | undefined): Withholding {
  if (inner.activationRequired) return 'needs_activation';
  return group?.status === 'Updated' ? 'muted' : 'being_recalculated';
}

function setsInside(rows: PermissionRows, sets: ReadonlyMap<string, SetRow>, group: GroupRow): SetRow[] {
  return rows.components.flatMap(({ groupId, setId }) =>
    groupId === group.id ? (sets.get(setId) ?? []) : [],
  );
}

/** Salesforce's names are the same whatever their case. */
function grantsBySet<Row extends { readonly setId: string }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): (setId: string, name: string) => readonly Row[] {
  const bySet = Map.groupBy(rows, (row) => `${row.setId} ${nameOf(row).toLowerCase()}`);
  return (setId, name) => bySet.get(`${setId} ${name.toLowerCase()}`) ?? [];
}

const WITHHELD_WORDS: Readonly<Record<Withholding, string>> = {
  muted: 'but a muting permission set of the group takes it away',
  expired: 'but that assignment has expired',
  inactive: 'but that assignment is not active',
  needs_activation: 'but only in sessions that activate it',
  being_recalculated: 'but Salesforce is still recalculating the group',
};

/** `through profile “Read Only”`, `no; permission set “A” grants it, but that assignment has expired`, `nothing grants it`. */
export function toWords(holding: Holding): string {
  if (holding.through !== null) return `yes, through ${holding.through}`;
  if (holding.withheld.length === 0) return 'no: nothing assigned to the user grants it';
  const reasons = holding.withheld.map(({ through, why }) => `${through} grants it, ${WITHHELD_WORDS[why]}`);
  return `no: ${reasons.join('; ')}`;
}
