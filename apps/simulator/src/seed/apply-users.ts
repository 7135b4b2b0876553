import type { Row } from '../org/types.ts';
import type { SeedSink } from './apply-seed.ts';
import type { Directory } from './directory.ts';
import type { RowWriter } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** Users with their assignments, log-in rows and passwords. */
export function applyUsers(
  writer: RowWriter,
  directory: Directory,
  { users, currencies }: Seed,
  sink: Pick<SeedSink, 'setPassword' | 'setLoginPolicy'>,
): void {
  const ids = writer.takeIds('User', users.length);
  const idOf = new Map(users.map(({ username }, index) => [username.toLowerCase(), ids[index] ?? '']));
  const corporate = currencies.find((currency) => currency.corporate)?.isoCode;
  const assignments: Row[] = [];
  const licences: Row[] = [];
  writer.write(
    'User',
    users.map((user, index) => {
      const id = ids[index] ?? '';
      const profileId = directory.profile(user.profile) ?? '';
      const sets = [directory.profileSet(profileId), ...user.permissionSets.map(directory.permissionSet)];
      for (const set of sets)
        if (set !== undefined) assignments.push({ AssigneeId: id, PermissionSetId: set });
      for (const name of user.permissionSetLicences) {
        licences.push({
          AssigneeId: id,
          PermissionSetLicenseId: directory.permissionSetLicence(name) ?? null,
        });
      }
      if (Object.keys(user.loginPolicy).length > 0) sink.setLoginPolicy?.(id, user.loginPolicy);
      if (user.password !== undefined) sink.setPassword(id, user.password);
      const manager = user.manager?.toLowerCase();
      return {
        ...(corporate === undefined ? {} : { DefaultCurrencyIsoCode: corporate, CurrencyIsoCode: corporate }),
        ...user.values,
        Id: id,
        ProfileId: profileId,
        UserRoleId: user.role === undefined ? null : (directory.role(user.role) ?? null),
        ManagerId: manager === undefined ? null : (idOf.get(manager) ?? directory.user(manager) ?? null),
      };
    }),
  );
  writer.write('PermissionSetAssignment', assignments);
  writer.write('PermissionSetLicenseAssign', licences);
  writer.write(
    'UserLogin',
    users.map(({ isFrozen }, index) => ({
      UserId: ids[index] ?? null,
      IsFrozen: isFrozen,
      IsPasswordLocked: false,
    })),
  );
}
