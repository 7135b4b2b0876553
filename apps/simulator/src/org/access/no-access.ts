import type { ObjectAccess } from '../types.ts';

/** To an object that the org does not have. */
export const NO_ACCESS: ObjectAccess = {
  read: false,
  create: false,
  edit: false,
  delete: false,
  viewAllRecords: false,
  modifyAllRecords: false,
  canReadField: () => false,
  canEditField: () => false,
};
