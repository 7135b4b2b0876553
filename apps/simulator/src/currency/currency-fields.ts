import type { FieldDeclaration, PicklistValue } from '../org/schema/types.ts';

const LABELS = {
  CurrencyIsoCode: 'Currency ISO Code',
  DefaultCurrencyIsoCode: 'Default Currency ISO Code',
} as const;

/** The field that names a row's currency, or a user's. Source: describe answers of multi-currency orgs. */
export function currencyFieldDeclaration(
  name: keyof typeof LABELS,
  corporate: string,
  currencies: readonly { readonly isoCode: string; readonly isActive: boolean }[],
): FieldDeclaration {
  return {
    name,
    type: 'picklist',
    label: LABELS[name],
    length: 3,
    nillable: true,
    restrictedPicklist: true,
    permissionable: false,
    defaultedOnCreate: true,
    defaultValue: corporate,
    picklistValues: currencyValues(corporate, currencies),
  };
}

export function currencyValues(
  corporate: string,
  currencies: readonly { readonly isoCode: string; readonly isActive: boolean }[],
): PicklistValue[] {
  return currencies.map(({ isoCode, isActive }) => ({
    value: isoCode,
    label: isoCode,
    active: isActive,
    defaultValue: isoCode === corporate,
  }));
}
