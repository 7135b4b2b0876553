import { SHARING_MODELS } from '../org/access/sharing-model.ts';
import type { SharingModel } from '../org/schema/types.ts';
import type { SeedGrants } from './seed.ts';
import type { SeedReader } from './seed-reader.ts';

export interface SeedPublicGroup {
  readonly name: string;
  readonly developerName: string;
  /** Usernames, `role:NAME`, `roleAndSubordinates:NAME` or `group:DEVELOPER_NAME`. */
  readonly members: readonly string[];
  readonly includesBosses: boolean;
}

export interface SeedPermissionSetGroup {
  readonly name: string;
  readonly label: string;
  readonly permissionSets: readonly string[];
  readonly muted: SeedGrants | undefined;
  /** Usernames. */
  readonly members: readonly string[];
}

export interface SeedSharing {
  readonly defaults: readonly { readonly object: string; readonly model: SharingModel }[];
  readonly groups: readonly SeedPublicGroup[];
  readonly permissionSetGroups: readonly SeedPermissionSetGroup[];
}

/** `sharing`, `groups` and `permissionSetGroups` of a seed. */
export function readSharing(reader: SeedReader, readGrants: (item: SeedReader) => SeedGrants): SeedSharing {
  const defaults: { object: string; model: SharingModel }[] = [];
  for (const [object, value] of reader.members('sharing')) {
    const model = SHARING_MODELS.find((one) => one === value);
    if (model === undefined)
      reader.problem(`sharing.${object}`, `must be one of ${SHARING_MODELS.join(', ')}`);
    else defaults.push({ object, model });
  }
  const apiName = { pattern: /^[A-Za-z]\w*$/, wants: 'an API name of letters, digits and _' };
  return {
    defaults,
    groups: reader.list('groups', (item) => {
      const name = item.text('name');
      return {
        name,
        developerName: item.optionalText('developerName', apiName) ?? name.replaceAll(/\W+/g, '_'),
        members: item.texts('members'),
        includesBosses: item.flag('includesBosses', true),
      };
    }),
    permissionSetGroups: reader.list('permissionSetGroups', (item) => {
      const name = item.text('name', apiName);
      const muted = item.child('muted');
      const grants = muted === undefined ? undefined : readGrants(muted);
      muted?.finish();
      return {
        name,
        label: item.optionalText('label') ?? name.replaceAll('_', ' '),
        permissionSets: item.texts('permissionSets'),
        muted: grants,
        members: item.texts('members'),
      };
    }),
  };
}
