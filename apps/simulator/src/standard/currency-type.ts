import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  id,
  integer,
  number,
  required,
  system,
  text,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

/**
 * Rates per unit of the corporate currency. Orgs with a single currency do not have this object:
 * it is defined when a seed declares currencies.
 */
export const currencyType: ObjectDeclaration = setupObject('CurrencyType', '01L', {
  createable: true,
  updateable: true,
  replicateable: true,
  fields: [
    id('Currency Type'),
    text('IsoCode', 3, { ...createOnly, nillable: false, label: 'Currency ISO Code', nameField: true }),
    number('ConversionRate', 18, 6, required),
    integer('DecimalPlaces', 1, { ...always, nillable: false }),
    checkbox('IsActive', { ...always, label: 'Active' }),
    checkbox('IsCorporate', { ...system, label: 'Corporate Currency' }),
    ...audit(),
  ],
});
