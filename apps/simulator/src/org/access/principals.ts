/** In whose name a user sees rows: their own, that of people below them in the role hierarchy, of groups and queues. */
import type { GrantReader } from './object-grants.ts';

export interface Principals {
  /** The user and everybody in roles below theirs. */
  readonly people: readonly string[];
  /** `people` and the queues they are in: whose rows are as good as their own. */
  readonly owners: readonly string[];
  /** `owners` and the groups: whom a share may name. */
  readonly sharedWith: readonly string[];
}

interface Membership {
  readonly id: string;
  readonly type: string;
  readonly related: string | null;
  readonly bosses: boolean;
}

/**
 * Managers have what people in roles below theirs have; of a public group's shares only where the group says so.
 * Source: Salesforce Help, "Role Hierarchy", "Public Groups" (Grant Access Using Hierarchies), "Queues".
 */
export function principalsOf(reader: GrantReader, userId: string): Principals {
  const roles = reader.rows('UserRole', '1');
  const users = reader.rows('User', '1');
  const parentOf = new Map(roles.map((role) => [String(role['Id']), textOrNull(role['ParentRoleId'])]));
  const roleOf = new Map(users.map((user) => [String(user['Id']), textOrNull(user['UserRoleId'])]));
  const managerOf = new Map(users.map((user) => [String(user['Id']), textOrNull(user['ManagerId'])]));
  const own = roleOf.get(userId) ?? null;
  const below = (role: string | null, top: string | null): boolean =>
    top !== null && role !== null && ancestors(role, parentOf).slice(1).includes(top);
  const people = [
    userId,
    ...[...roleOf].filter(([id, role]) => id !== userId && below(role, own)).map(([id]) => id),
  ];

  const groups = reader.rows('Group', '1').map(
    (row): Membership => ({
      id: String(row['Id']),
      type: textOrNull(row['Type']) ?? 'Regular',
      related: textOrNull(row['RelatedId']),
      bosses: row['DoesIncludeBosses'] !== 0,
    }),
  );
  const members = new Map<string, string[]>();
  for (const row of reader.rows('GroupMember', '1')) {
    const list = members.get(String(row['GroupId'])) ?? [];
    list.push(String(row['UserOrGroupId']));
    members.set(String(row['GroupId']), list);
  }
  const byId = new Map(groups.map((group) => [group.id, group]));
  const holds = (group: Membership, person: string, seen: ReadonlySet<string>): boolean => {
    const role = roleOf.get(person) ?? null;
    switch (group.type) {
      case 'Organization':
        return roleOf.has(person);
      case 'Role':
        return role !== null && role === group.related;
      case 'RoleAndSubordinates':
      case 'RoleAndSubordinatesInternal':
        return role !== null && group.related !== null && ancestors(role, parentOf).includes(group.related);
      case 'Manager':
        return group.related !== null && managerOf.get(group.related) === person;
      default:
        return (members.get(group.id) ?? []).some((member) => {
          if (member === person) return true;
          const inner = byId.get(member);
          return (
            inner !== undefined && !seen.has(inner.id) && holds(inner, person, new Set([...seen, inner.id]))
          );
        });
    }
  };
  const mine: string[] = [];
  const queues: string[] = [];
  for (const group of groups) {
    const throughHierarchy = group.type === 'Queue' || group.bosses ? people : [userId];
    if (!throughHierarchy.some((person) => holds(group, person, new Set([group.id])))) continue;
    (group.type === 'Queue' ? queues : mine).push(group.id);
  }
  const owners = [...people, ...queues];
  return { people, owners, sharedWith: [...owners, ...mine] };
}

/** The role and those above it, nearest first. */
function ancestors(role: string, parentOf: ReadonlyMap<string, string | null>): string[] {
  const line: string[] = [];
  for (
    let next: string | null = role;
    next !== null && !line.includes(next);
    next = parentOf.get(next) ?? null
  )
    line.push(next);
  return line;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
