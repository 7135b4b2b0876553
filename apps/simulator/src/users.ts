import type { Org, QueryRecord } from './org/types.ts';
import { platformCaller } from './org/system-user.ts';

/** A user of the org, as sign-in and identity answers need them. */
export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly firstName: string | null;
  readonly lastName: string;
  readonly name: string;
  readonly email: string;
  readonly alias: string | null;
  readonly nickname: string | null;
  readonly isActive: boolean;
  readonly profileId: string;
  readonly userType: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
  /** As REST shows it: `2026-01-31T10:00:00.000+0000`. */
  readonly lastModifiedDate: string;
  readonly mobilePhone: string | null;
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly country: string | null;
  readonly postalCode: string | null;
}

const USER_SOQL =
  'SELECT Id, Username, FirstName, LastName, Name, Email, Alias, CommunityNickname, IsActive, ProfileId, UserType, ' +
  'TimeZoneSidKey, LocaleSidKey, LanguageLocaleKey, LastModifiedDate, MobilePhone, Street, City, State, Country, PostalCode FROM User';

export function readUser(org: Org, userId: string): OrgUser | undefined {
  return readOne(org, `${USER_SOQL} WHERE Id = '${soqlText(userId)}'`);
}

/** Usernames ignore case. */
export function readUserByUsername(org: Org, username: string): OrgUser | undefined {
  return readOne(org, `${USER_SOQL} WHERE Username = '${soqlText(username)}'`);
}

/** A SOQL string literal's inside. */
export function soqlText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

/** Every row of a query run as the system. For small results only. */
export function querySystem(org: Org, soql: string): readonly QueryRecord[] {
  return org.query(platformCaller(), soql, { includeDeleted: false, batchSize: 2000 }).records;
}

function readOne(org: Org, soql: string): OrgUser | undefined {
  const row = querySystem(org, soql)[0];
  if (row === undefined) return undefined;
  const text = (name: string): string => (typeof row[name] === 'string' ? row[name] : '');
  const maybe = (name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
  return {
    id: text('Id'),
    username: text('Username'),
    firstName: maybe('FirstName'),
    lastName: text('LastName'),
    name: text('Name'),
    email: text('Email'),
    alias: maybe('Alias'),
    nickname: maybe('CommunityNickname'),
    isActive: row['IsActive'] === true,
    profileId: text('ProfileId'),
    userType: maybe('UserType') ?? 'Standard',
    timeZone: maybe('TimeZoneSidKey') ?? 'America/Los_Angeles',
    locale: maybe('LocaleSidKey') ?? 'en_US',
    language: maybe('LanguageLocaleKey') ?? 'en_US',
    lastModifiedDate: text('LastModifiedDate'),
    mobilePhone: maybe('MobilePhone'),
    street: maybe('Street'),
    city: maybe('City'),
    state: maybe('State'),
    country: maybe('Country'),
    postalCode: maybe('PostalCode'),
  };
}
