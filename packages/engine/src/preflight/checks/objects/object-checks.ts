import type { Check } from '../../check.ts';
import { deletedFeed, privateEvents } from './activities-and-deletes.ts';
import { fieldRead, viewAllFields } from './field-read.ts';
import { objectRead } from './object-read.ts';
import { recordsVisible, viewAllRecords } from './visibility.ts';

/** What is read: objects, fields, records, deletes. */
export const OBJECT_CHECKS: readonly Check[] = [
  objectRead,
  fieldRead,
  viewAllRecords,
  recordsVisible,
  viewAllFields,
  privateEvents,
  deletedFeed,
];
