import type { Org } from '../org/types.ts';
import { systemCaller } from './row-writer.ts';

/** Finds ids by the names that seeds use, in the org as it is. */
export class Directory {
  readonly #org: Org;
  readonly #known = new Map<string, string>();

  constructor(org: Org) {
    this.#org = org;
  }

  user = (username: string) => this.find('User', 'Username', username);
  role = (name: string) => this.find('UserRole', 'Name', name);
  profile = (name: string) => this.find('Profile', 'Name', name);
  /** Not the sets that profiles own. */
  permissionSet = (name: string) => this.find('PermissionSet', 'Name', name, 'IsOwnedByProfile = false');
  queue = (developerName: string) => this.find('Group', 'DeveloperName', developerName, "Type = 'Queue'");
  userLicence = (name: string) => this.find('UserLicense', 'Name', name);
  permissionSetLicence = (name: string) =>
    this.find('PermissionSetLicense', 'DeveloperName', name) ??
    this.find('PermissionSetLicense', 'MasterLabel', name);
  profileSet = (profileId: string) => this.find('PermissionSet', 'ProfileId', profileId);
  recordType = (object: string, developerName: string) =>
    this.find('RecordType', 'DeveloperName', developerName, `SobjectType = '${object}'`);

  find(object: string, field: string, value: string, and?: string): string | undefined {
    const literal = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
    const soql = `SELECT Id FROM ${object} WHERE ${field} = '${literal}'${and === undefined ? '' : ` AND ${and}`}`;
    const known = this.#known.get(soql);
    if (known !== undefined) return known;
    const page = this.#org.query(systemCaller, soql, { includeDeleted: false, batchSize: 200 });
    const id = page.records[0]?.['Id'];
    if (typeof id !== 'string') return undefined;
    this.#known.set(soql, id);
    return id;
  }
}
