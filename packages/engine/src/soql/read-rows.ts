import type { EnginePorts } from '../ports/engine-ports.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';

/** Ids that one query asks for: 200 of them and their fields fit an address, and the answer one page. */
export const IDS_PER_QUERY = 400;

/** All rows of a query, page by page. */
export async function readAllRows(
  ports: Pick<EnginePorts, 'org'>,
  soql: string,
  context: CallContext,
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  let { value: page } = await ports.org.query(soql, { withDeleted: false }, context);
  for (;;) {
    records.push(...page.records);
    if (page.nextRecordsUrl === undefined) return records;
    page = await ports.org.fetchNextPage(page.nextRecordsUrl, context);
  }
}

/** The condition for some ids. They were read from Salesforce, and are letters and digits. */
export function idIn(ids: readonly string[]): string {
  return `Id IN (${ids.map((id) => `'${id}'`).join(', ')})`;
}
