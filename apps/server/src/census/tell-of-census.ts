import { DRIFT_KINDS } from '@sync-user/contract';
import type { TakenCensus } from '@sync-user/engine';
import type { NoticeDesk } from '../connection/connection-context.ts';

/**
 * Opens a notice for an object whose rows differ from the org's and could not be mended, and closes it with an all-clear
 * when a comparison came to its end and left nothing. One that did not come to its end says nothing either way.
 */
export async function tellOfCensus(
  notices: NoticeDesk,
  workspaceId: string,
  { object, drift, trouble }: TakenCensus,
): Promise<void> {
  const tooMuch = trouble?.code === 'CENSUS_INCOMPLETE';
  if (trouble !== null && !tooMuch) return;
  const left = drift.filter(({ repaired }) => !repaired);
  if (left.length === 0 && !tooMuch) {
    await notices.close(workspaceId, 'drift_not_mended', object);
    return;
  }
  const counts = DRIFT_KINDS.map((kind) => [kind, left.filter((row) => row.kind === kind).length] as const)
    .filter(([, rows]) => rows > 0)
    .map(([kind, rows]) => `${rows} ${kind}`);
  await notices.open(workspaceId, {
    kind: 'drift_not_mended',
    subject: object,
    title: `${object} differs from Salesforce`,
    text: tooMuch
      ? `${trouble.message} ${trouble.fix}`
      : `The comparison with Salesforce found rows of ${object} that could not be put right: ${counts.join(', ')}. Reading goes on.`,
    action: tooMuch
      ? { label: 'Load it again there', href: `/objects/${object}` }
      : { label: 'See what differs', href: `/completeness/${object}` },
  });
}
