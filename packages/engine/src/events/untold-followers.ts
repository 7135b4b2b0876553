/**
 * Fields that Salesforce sets by itself, with the record's stamp, when another field changes, and that no event tells: by
 * object and by the field that changes, in lower case. Formulas, and what moves without a stamp, are read again elsewhere.
 * Source: Object Reference, "Opportunity" (Fiscal, FiscalQuarter, FiscalYear, LastStageChangeDate, PushCount), "Contact" and
 * "Lead" (IsEmailBounced).
 */
const FOLLOWERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  contact: { emailbounceddate: ['isemailbounced'] },
  lead: { emailbounceddate: ['isemailbounced'] },
  opportunity: {
    stagename: ['laststagechangedate'],
    closedate: ['fiscal', 'fiscalquarter', 'fiscalyear', 'pushcount'],
  },
};

/** What changes with a field of the object, in lower case; empty for most. */
export function followersOf(sobject: string, field: string): readonly string[] {
  return FOLLOWERS[sobject.toLowerCase()]?.[field.toLowerCase()] ?? [];
}
