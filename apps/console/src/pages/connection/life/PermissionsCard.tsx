import type { PreflightReport } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../../lib/format-number.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { buttonClass } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Spinner } from '../../../ui/Spinner.tsx';
import { Time } from '../../../ui/Time.tsx';

interface PermissionsCardProps {
  readonly workspace: string;
  readonly report: PreflightReport | null | undefined;
  readonly checking: boolean;
}

const VERDICTS = {
  pass: { word: 'All passed', tone: 'good' },
  warn: { word: 'With warnings', tone: 'warn' },
  fail: { word: 'Something is missing', tone: 'bad' },
} as const;

/** The permission checks in one sentence; the page of their own has the proof. */
export function PermissionsCard({ workspace, report, checking }: PermissionsCardProps) {
  const count = (status: PreflightReport['checks'][number]['status']): number =>
    report?.checks.filter((check) => check.status === status).length ?? 0;
  return (
    <Card
      label="Permissions"
      title="Permissions"
      aside={
        report != null && <Badge tone={VERDICTS[report.verdict].tone}>{VERDICTS[report.verdict].word}</Badge>
      }
    >
      {checking && (
        <p role="status" className="mb-2 flex items-center gap-2 text-text-2">
          <Spinner /> Checking now …
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-8 gap-y-3">
        <div className="min-w-60 flex-1">
          {report == null ? (
            <p className="text-text-2">Not checked yet. The checks run after connecting and once a day.</p>
          ) : (
            <>
              <p>{report.headline}</p>
              <p className="mt-0.5 text-sm text-text-3">
                Checked <Time at={report.finishedAt} /> as {report.username}.
              </p>
            </>
          )}
        </div>
        {report != null && (
          <dl className="flex flex-wrap gap-x-6 gap-y-2">
            {(
              [
                ['pass', 'passed'],
                ['warn', 'warnings'],
                ['fail', 'failed'],
              ] as const
            ).map(([status, word]) => (
              <div key={status} className="flex items-baseline gap-1.5">
                <dd className="text-lg font-semibold">{formatCount(count(status))}</dd>
                <dt className="text-sm text-text-3">{word}</dt>
              </div>
            ))}
          </dl>
        )}
        <Link
          to="/w/$workspace/permissions"
          params={{ workspace }}
          search={{}}
          className={buttonClass({ size: 'sm' })}
        >
          See every check
        </Link>
      </div>
    </Card>
  );
}
