import type { ObjectDeclaration } from '../org/schema/types.ts';
import { always, audit, createOnly, date, id, number, readOnly, required, text } from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';

/** Rates by day. Only orgs with advanced currency management have it. Source: Object Reference, DatedConversionRate. */
export const datedConversionRate: ObjectDeclaration = setupObject('DatedConversionRate', '04w', {
  ...writable,
  label: 'Dated Conversion Rate',
  fields: [
    id('Dated Conversion Rate ID'),
    text('IsoCode', 3, { ...createOnly, nillable: false, label: 'Currency ISO Code' }),
    date('StartDate', { ...always, nillable: false }),
    date('NextStartDate', { ...readOnly, label: 'Next Start Date' }),
    number('ConversionRate', 18, 6, required),
    ...audit(),
  ],
});
