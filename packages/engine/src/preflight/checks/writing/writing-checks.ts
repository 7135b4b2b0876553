import type { Check } from '../../check.ts';
import { dryRunWrite, requiredFieldsMapped } from './dry-run.ts';
import { duplicateRules } from './duplicate-rules.ts';
import { fieldEdit, objectWrite } from './object-write.ts';
import { recordTypeDefault } from './record-types.ts';

/** What is written: rights, record types, and what the org's own rules refuse. */
export const WRITING_CHECKS: readonly Check[] = [
  objectWrite,
  fieldEdit,
  recordTypeDefault,
  requiredFieldsMapped,
  duplicateRules,
  dryRunWrite,
];
