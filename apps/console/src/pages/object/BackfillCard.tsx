import type { FieldBackfill } from '@sync-user/contract';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { Card } from '../../ui/Card.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Time } from '../../ui/Time.tsx';

/** How far the columns of added fields are filled. */
export function BackfillCard({ backfill }: { readonly backfill: FieldBackfill }) {
  const { fields, phase, rowsRead, rowsExpected, begunAt, finishedAt, trouble } = backfill;
  const names = fields.length <= 3 ? fields.join(', ') : formatCounted(fields.length, 'field');
  if (phase === 'done')
    return (
      <p className="text-sm text-text-2">
        {names} {fields.length === 1 ? 'is' : 'are'} filled: {formatCounted(rowsRead, 'row')} read
        {finishedAt !== null && (
          <>
            {' '}
            <Time at={finishedAt} />
          </>
        )}
        .
      </p>
    );
  return (
    <Card
      label="Filling new columns"
      title={phase === 'failed' ? `Filling ${names} stopped` : `Filling ${names}`}
    >
      {phase !== 'failed' && (
        <>
          <Progress
            label={`Filling ${names}`}
            value={rowsRead}
            max={phase === 'reading' ? rowsExpected : null}
          />
          <p className="mt-1.5 text-sm text-text-3">
            {phase === 'tail'
              ? 'What changed meanwhile comes with the next poll'
              : rowsExpected === null
                ? `${formatCounted(rowsRead, 'row')} so far`
                : `${formatCount(rowsRead)} of ${formatCounted(rowsExpected, 'row')}`}{' '}
            · begun <Time at={begunAt} />. Only these columns are read; everything else stays as it is.
          </p>
        </>
      )}
      {trouble !== null && <TroubleNote trouble={trouble} />}
    </Card>
  );
}
