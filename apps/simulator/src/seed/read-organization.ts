/** `organization` of a seed. */
import { toId18 } from '../org/ids.ts';
import type { SeedOrganization } from './seed.ts';
import type { SeedReader } from './seed-reader.ts';

const EDITIONS = [
  'Developer Edition',
  'Professional Edition',
  'Enterprise Edition',
  'Unlimited Edition',
  'Performance Edition',
] as const;

export function readOrganization(reader: SeedReader): SeedOrganization {
  const text = (field: string, key: string) => {
    const value = reader.optionalText(key);
    return value === undefined ? {} : { [field]: value };
  };
  const edition = reader.oneOf('edition', EDITIONS);
  const month = reader.whole('fiscalYearStartMonth', { min: 1, max: 12 });
  const values = {
    ...text('Name', 'name'),
    ...(edition === undefined ? {} : { OrganizationType: edition }),
    ...(reader.has('isSandbox') ? { IsSandbox: reader.flag('isSandbox', false) } : {}),
    ...text('InstanceName', 'instanceName'),
    ...text('Country', 'country'),
    ...text('Street', 'street'),
    ...text('City', 'city'),
    ...text('State', 'state'),
    ...text('PostalCode', 'postalCode'),
    ...text('Phone', 'phone'),
    ...text('TimeZoneSidKey', 'timeZone'),
    ...text('DefaultLocaleSidKey', 'locale'),
    ...text('LanguageLocaleKey', 'language'),
    ...text('NamespacePrefix', 'namespacePrefix'),
    ...(month === undefined ? {} : { FiscalYearStartMonth: month }),
  };
  const id = reader.has('id')
    ? toId18(
        reader.text('id', { pattern: /^00D[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$/, wants: 'an organization id' }),
      )
    : undefined;
  const myDomain = reader.optionalText('myDomain');
  reader.finish();
  return { id, values, myDomain };
}
