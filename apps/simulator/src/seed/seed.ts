/** A seed after reading: complete, with every default filled in. The JSON format is in docs/guides/simulator-seed.md. */
import type { SeedSharing } from './read-sharing.ts';
import type { FieldDeclaration, ObjectDeclaration } from '../org/schema/types.ts';
import type { App } from '../oauth/apps.ts';
import type { LoginPolicy } from '../oauth/login-policies.ts';
import type { SignInSettings } from '../oauth/sign-in-settings.ts';
import type { Row, Scalar } from '../org/types.ts';
import type { SeedValidationRule } from './read-validation-rule.ts';
import type { SeedDataRules, SeedRecordTypeAssignment, SeedRecordTypeSetup } from './read-data-rules.ts';

export interface SeedOrganization {
  /** 18 characters; the org's own when undefined. */
  readonly id: string | undefined;
  /** Fields of the Organization row that the seed sets. */
  readonly values: Row;
  /** `acme` of `https://acme.my.salesforce.com`; informative. */
  readonly myDomain: string | undefined;
}

export interface SeedCurrency {
  readonly isoCode: string;
  /** Units per unit of the corporate currency. */
  readonly rate: number;
  readonly decimals: number;
  readonly corporate: boolean;
  readonly isActive: boolean;
  /** With any of them, the org has advanced currency management. */
  readonly datedRates: readonly { readonly startDate: string; readonly rate: number }[];
}

export interface SeedRole {
  readonly name: string;
  readonly developerName: string;
  /** Name of the role above. */
  readonly parent: string | undefined;
}

export interface ObjectGrant {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
  /** Every field can be read, whatever its own permissions say. */
  readonly viewAllFields?: boolean;
}

/** What a profile or permission set allows. */
export interface SeedGrants {
  /** Names without `Permissions`, e.g. `ApiEnabled`. */
  readonly system: readonly string[];
  readonly objects: ReadonlyMap<string, ObjectGrant>;
  /** `Account.Industry` or `Account.*`. */
  readonly fields: ReadonlyMap<string, 'read' | 'edit'>;
}

export interface SeedPermissionSet extends SeedGrants {
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  /** Name of a user licence or permission set licence. */
  readonly licence: string | undefined;
}

export interface SeedProfile extends SeedGrants {
  readonly recordTypes?: readonly SeedRecordTypeAssignment[];
  readonly name: string;
  readonly licence: string;
}

export interface SeedUser {
  readonly username: string;
  readonly password: string | undefined;
  readonly profile: string;
  readonly role: string | undefined;
  /** Username of the manager. */
  readonly manager: string | undefined;
  readonly permissionSets: readonly string[];
  /** Developer names of permission set licences. */
  readonly permissionSetLicences: readonly string[];
  readonly isFrozen: boolean;
  readonly loginPolicy: LoginPolicy;
  /** Fields of the User row, names and flags included. */
  readonly values: Row;
}

export interface SeedQueue {
  readonly name: string;
  readonly developerName: string;
  readonly objects: readonly string[];
  /** Usernames. */
  readonly members: readonly string[];
}

export interface SeedLoginPolicy {
  readonly profile: string;
  readonly policy: LoginPolicy;
}

/** A connected app, as the OAuth part of the simulator keeps it, and whom it is attached to. */
export interface SeedApp extends App {
  readonly profiles: readonly string[];
  readonly permissionSets: readonly string[];
}

export interface SeedObject {
  readonly declaration: ObjectDeclaration;
  /** Standard profiles of people may work with it. */
  readonly openToStandardUsers: boolean;
  readonly validationRules: readonly SeedValidationRule[];
}

export interface SeedFieldSet {
  readonly object: string;
  readonly fields: readonly FieldDeclaration[];
}

export interface SeedRecordType {
  readonly object: string;
  readonly developerName: string;
  readonly label: string;
  readonly description: string | undefined;
  readonly isActive: boolean;
  readonly setup: SeedRecordTypeSetup;
}

export interface SeedRecord {
  readonly path: string;
  readonly object: string;
  /** Other records name this one as `@ref`. */
  readonly ref: string | undefined;
  /** A text `@ref` in a reference field stands for that record's id. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** Relationship name → records created after this one, pointing at it. */
  readonly children: readonly SeedRecord[];
  /** Set on children: the name of the relationship from the parent's side. */
  readonly relationship: string | undefined;
}

/** How one field of a generated object is filled. */
export type FieldGenerator =
  | { readonly kind: 'value'; readonly value: Scalar }
  /** Taken in turn, or by chance. */
  | { readonly kind: 'oneOf'; readonly values: readonly Scalar[] }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly scale: number | undefined;
    }
  /** `{n}` is the row's number, from 1. */
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'daysAgo'; readonly min: number; readonly max: number }
  | { readonly kind: 'empty' };

export interface SeedGeneration {
  readonly path: string;
  readonly object: string;
  readonly rows: number;
  readonly fields: ReadonlyMap<string, FieldGenerator>;
  /** The same number gives the same rows. */
  readonly randomSeed: number;
}

export interface Seed {
  readonly organization: SeedOrganization | undefined;
  readonly currencies: readonly SeedCurrency[];
  readonly roles: readonly SeedRole[];
  readonly profiles: readonly SeedProfile[];
  readonly permissionSets: readonly SeedPermissionSet[];
  readonly users: readonly SeedUser[];
  readonly queues: readonly SeedQueue[];
  /** Organization-wide defaults, public groups, permission set groups. */
  readonly sharing: SeedSharing;
  readonly apps: readonly SeedApp[];
  readonly signIn: Partial<SignInSettings>;
  readonly loginPolicies: readonly SeedLoginPolicy[];
  readonly objects: readonly SeedObject[];
  readonly fields: readonly SeedFieldSet[];
  readonly recordTypes: readonly SeedRecordType[];
  readonly dataRules: SeedDataRules;
  readonly validationRules: readonly SeedValidationRule[];
  readonly records: readonly SeedRecord[];
  readonly generate: readonly SeedGeneration[];
  /** Objects whose changes are events on the default channel. */
  readonly changeDataCapture: readonly string[];
}
