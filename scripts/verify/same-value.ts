/** A field's value as the org's REST API sends it; compound values are not compared. */
export type OrgValue = string | number | boolean | null | undefined;

/** Whether an org's JSON value and a mirror column's text (`col::text`) say the same. `sfType` is Salesforce's field type. */
export function isSameValue(sfType: string, org: OrgValue, mirror: string | null): boolean {
  if (org === null || org === undefined || org === '') return mirror === null;
  if (mirror === null) return false;
  switch (sfType) {
    case 'boolean':
      return String(org) === mirror;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(org) === Number(mirror);
    case 'datetime':
      return epochMs(String(org)) === epochMs(mirror);
    case 'time':
      return trimTime(String(org)) === trimTime(mirror);
    default:
      // PostgreSQL has no NUL character; everything else must be there to the letter.
      return String(org).replaceAll('\u0000', '') === mirror;
  }
}

function epochMs(text: string): number {
  return Date.parse(
    text
      .replace(' ', 'T')
      .replace(
        /([+-]\d{2})(?::?(\d{2}))?$/,
        (_, hours: string, minutes?: string) => `${hours}:${minutes ?? '00'}`,
      ),
  );
}

function trimTime(text: string): string {
  return text.replace(/Z$/, '').replace(/\.\d+$/, (fraction) => fraction.replace(/\.?0+$/, ''));
}
