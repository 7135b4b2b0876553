import type { DriftedRow, ObjectCompletenessDetail } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DRIFT_WORDS } from '../../lib/completeness-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatExact } from '../../lib/format-time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Time } from '../../ui/Time.tsx';

const SHOWN_AT_ONCE = 50;

interface DriftCardProps {
  readonly workspace: string;
  readonly detail: ObjectCompletenessDetail;
}

/** Each row that differed: how, since when on either side, and whether it is mended. */
export function DriftCard({ workspace, detail }: DriftCardProps) {
  const { object, drift } = detail;
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  return (
    <Card flush label="Rows that differed" title="Rows that differed">
      {drift.length === 0 ? (
        <p className="px-4 py-6 text-text-3">The comparisons shown below found no row that differed.</p>
      ) : (
        <ol aria-label="Rows that differed, newest first" className="divide-y divide-line">
          {drift.slice(0, shown).map((row) => (
            <li
              key={`${row.runId} ${row.recordId}`}
              className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5"
            >
              <Link
                to="/w/$workspace/objects/$object/records"
                params={{ workspace, object }}
                search={{ record: row.recordId }}
                className="rounded-sm font-mono text-xs hover:underline"
              >
                {row.recordId}
              </Link>
              <span className="font-medium">{DRIFT_WORDS[row.kind].word}</span>
              <Mended row={row} detail={detail} />
              <span className="ml-auto text-sm text-text-3">
                found <Time at={row.foundAt} />
              </span>
              <p className="basis-full text-sm text-text-2">{explain(row)}</p>
            </li>
          ))}
        </ol>
      )}
      {drift.length > shown && (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" onClick={() => setShown(drift.length)}>
            Show all {formatCount(drift.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** What an earlier comparison could not mend and the last one found no fault with is history. */
function Mended({ row, detail }: { readonly row: DriftedRow; readonly detail: ObjectCompletenessDetail }) {
  const { lastRun, verdict } = detail;
  const isPast = row.runId !== lastRun?.runId && (verdict === 'complete' || verdict === 'repaired');
  if (row.repaired)
    return (
      <Badge tone="good" dot>
        Mended
      </Badge>
    );
  return (
    <Badge tone={isPast ? 'quiet' : 'bad'} dot>
      {isPast ? 'Not mended then, equal since' : 'Not mended'}
    </Badge>
  );
}

function explain({ kind, orgStamp, mirrorStamp, columns }: DriftedRow): string {
  return [
    `${DRIFT_WORDS[kind].means}.`,
    orgStamp !== null && `Changed in Salesforce ${formatExact(orgStamp)}.`,
    mirrorStamp !== null && kind !== 'wrong' && `What was here: ${formatExact(mirrorStamp)}.`,
    columns.length > 0 && `Columns: ${columns.join(', ')}.`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}
