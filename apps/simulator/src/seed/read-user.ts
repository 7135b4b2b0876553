import { readUserLoginPolicy } from './read-sign-in.ts';
import type { SeedUser } from './seed.ts';
import type { SeedReader } from './seed-reader.ts';

export function readUser(reader: SeedReader): SeedUser {
  const username = reader.text('username', {
    pattern: /^\S+@\S+\.\S+$/,
    wants: 'in the form of an e-mail address',
  });
  const lastName = reader.text('lastName');
  const firstName = reader.optionalText('firstName');
  const text = (field: string, key: string) => {
    const value = reader.optionalText(key);
    return value === undefined ? {} : { [field]: value };
  };
  const isActive = reader.flag('isActive', true);
  return {
    username,
    password: reader.optionalText('password'),
    profile: reader.optionalText('profile') ?? 'Standard User',
    role: reader.optionalText('role'),
    manager: reader.optionalText('manager'),
    permissionSets: reader.texts('permissionSets'),
    permissionSetLicences: reader.texts('permissionSetLicences'),
    isFrozen: reader.flag('isFrozen', false),
    loginPolicy: readUserLoginPolicy(reader),
    values: {
      Username: username,
      LastName: lastName,
      FirstName: firstName ?? null,
      Name: firstName === undefined ? lastName : `${firstName} ${lastName}`,
      Email: reader.optionalText('email') ?? username,
      Alias: reader.optionalText('alias') ?? aliasOf(firstName, lastName),
      CommunityNickname: reader.optionalText('nickname') ?? (username.split('@')[0] ?? username).slice(0, 40),
      IsActive: isActive,
      TimeZoneSidKey: reader.optionalText('timeZone') ?? 'America/Los_Angeles',
      LocaleSidKey: reader.optionalText('locale') ?? 'en_US',
      LanguageLocaleKey: reader.optionalText('language') ?? 'en_US',
      EmailEncodingKey: 'UTF-8',
      UserType: reader.optionalText('userType') ?? 'Standard',
      ...text('Title', 'title'),
      ...text('Department', 'department'),
      ...text('Division', 'division'),
      ...text('CompanyName', 'companyName'),
      ...text('Phone', 'phone'),
      ...text('MobilePhone', 'mobilePhone'),
      ...text('City', 'city'),
      ...text('Country', 'country'),
      ...text('EmployeeNumber', 'employeeNumber'),
      ...text('FederationIdentifier', 'federationId'),
      ...text('DefaultCurrencyIsoCode', 'currency'),
    },
  };
}

/** First letter and up to four of the last name, as Salesforce suggests. */
function aliasOf(firstName: string | undefined, lastName: string): string {
  return `${firstName?.slice(0, 1) ?? ''}${lastName.slice(0, 4)}`.toLowerCase();
}
