import type { Connection, PreflightCheck, PreflightReport } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { ApplyPermissions } from '../../../components/ApplyPermissions.tsx';
import { formatCount, formatCounted } from '../../../lib/format-number.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Banner } from '../../../ui/Banner.tsx';
import { Button } from '../../../ui/Button.tsx';
import { ArrowRightIcon, RetryIcon, ShieldIcon } from '../../../ui/icons.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { Spinner } from '../../../ui/Spinner.tsx';
import { nameOf, useDesignate, useRunPreflight } from '../use-connection-actions.ts';
import { MoveWarning } from './MoveWarning.tsx';

interface TakeForceProps {
  readonly workspace: string;
  readonly current: Connection | null;
  readonly candidate: Connection;
  readonly onDone: () => void;
}

/** Checks a connected user and makes it the sync user, or says what keeps it from being one. */
export function TakeForce({ workspace, current, candidate, onDone }: TakeForceProps) {
  const preflight = useRunPreflight(workspace, candidate.id);
  const designate = useDesignate(workspace);
  const [moves, setMoves] = useState(false);
  const [applying, setApplying] = useState(false);
  const [report, setReport] = useState<PreflightReport | undefined>();
  const mutate = preflight.mutate;
  const run = useCallback(() => mutate(undefined, { onSuccess: setReport }), [mutate]);
  useEffect(run, [run]);

  const failed = report?.checks.filter(({ status, required }) => status === 'fail' && required) ?? [];
  const warned =
    report?.checks.filter(({ status, required }) => status === 'warn' || (status === 'fail' && !required)) ??
    [];
  const canApply = [...failed, ...warned].some(({ remedy }) => remedy?.canApply === true);
  const isOtherOrg =
    candidate.trouble?.code === 'SF_WRONG_ORG' ||
    candidate.trouble?.code === 'SF_SANDBOX_REFRESHED' ||
    (current !== null &&
      current.organizationId !== null &&
      candidate.organizationId !== null &&
      current.organizationId !== candidate.organizationId);
  const mayTake = !isOtherOrg || moves;

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3 rounded-md border border-line px-3 py-2.5">
        {current !== null && (
          <>
            <Who connection={current} note="in force" />
            <ArrowRightIcon className="shrink-0 text-text-3" />
          </>
        )}
        <Who connection={candidate} note="would take over" />
      </div>
      {isOtherOrg && (
        <MoveWarning
          workspace={workspace}
          current={current}
          candidate={candidate}
          confirmed={moves}
          onConfirm={setMoves}
        />
      )}
      {preflight.isPending && (
        <p role="status" className="flex items-center gap-2.5 py-4 text-text-2">
          <Spinner /> Asking Salesforce what {nameOf(candidate)} may see and do …
        </p>
      )}
      {preflight.error !== null && <ProblemNote error={preflight.error} />}
      {report !== undefined && !preflight.isPending && (
        <Verdict workspace={workspace} report={report} failed={failed} warned={warned} />
      )}
      {designate.error !== null && <ProblemNote error={designate.error} />}
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
        <Button kind="quiet" busy={preflight.isPending} onClick={run}>
          <RetryIcon /> Check again
        </Button>
        <span className="flex-1" />
        {canApply && (
          <Button kind={failed.length > 0 ? 'primary' : 'default'} onClick={() => setApplying(true)}>
            <ShieldIcon /> Apply permissions
          </Button>
        )}
        <ApplyPermissions
          workspace={workspace}
          connectionId={candidate.id}
          open={applying}
          onOpenChange={setApplying}
          onApplied={(result) => {
            if (result.report?.connectionId === candidate.id) setReport(result.report);
            else run();
          }}
        />
        {failed.length > 0 ? (
          <Button
            kind="danger"
            busy={designate.isPending}
            disabled={preflight.isPending || !mayTake}
            onClick={() =>
              designate.mutate(
                { connectionId: candidate.id, acceptMissing: true, moveToOrg: moves },
                { onSuccess: onDone },
              )
            }
          >
            Take into force anyway
          </Button>
        ) : (
          <Button
            kind="primary"
            busy={designate.isPending}
            disabled={report === undefined || preflight.isPending || !mayTake}
            onClick={() =>
              designate.mutate({ connectionId: candidate.id, moveToOrg: moves }, { onSuccess: onDone })
            }
          >
            Take into force
          </Button>
        )}
      </div>
    </div>
  );
}

function Who({ connection, note }: { readonly connection: Connection; readonly note: string }) {
  return (
    <span className="flex min-w-40 flex-1 items-center gap-2.5">
      <Avatar name={nameOf(connection)} />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="truncate">{nameOf(connection)}</span>
          <span className="text-sm font-normal text-text-3">{note}</span>
        </span>
        <span className="block truncate text-sm text-text-2">{connection.username}</span>
      </span>
    </span>
  );
}

interface VerdictProps {
  readonly workspace: string;
  readonly report: PreflightReport;
  readonly failed: readonly PreflightCheck[];
  readonly warned: readonly PreflightCheck[];
}

function Verdict({ workspace, report, failed, warned }: VerdictProps) {
  const passed = report.checks.filter(({ status }) => status === 'pass').length;
  return (
    <section aria-label="Permission checks" className="flex flex-col gap-3">
      <Banner
        tone={failed.length > 0 ? 'bad' : warned.length > 0 ? 'warn' : 'good'}
        role="status"
        title={report.headline}
        action={
          <Link
            to="/w/$workspace/permissions"
            params={{ workspace }}
            search={{ connection: report.connectionId }}
            className="text-sm font-medium text-accent-text hover:underline"
          >
            All checks
          </Link>
        }
      >
        {formatCounted(passed, 'check')} passed
        {failed.length > 0 && <>, {formatCount(failed.length)} required failed</>}
        {warned.length > 0 && <>, {formatCounted(warned.length, 'warning')}</>}, in{' '}
        {formatCounted(report.calls, 'API call')}.
      </Banner>
      {failed.length > 0 && (
        <div>
          <h3 className="mb-2 text-sm font-medium">What fails if it takes over now</h3>
          <ul className="divide-y divide-line rounded-md border border-line">
            {failed.map((check) => (
              <FailedCheck key={check.id} check={check} />
            ))}
          </ul>
        </div>
      )}
      {failed.length === 0 && warned.length > 0 && (
        <ul className="divide-y divide-line rounded-md border border-line">
          {warned.map((check) => (
            <FailedCheck key={check.id} check={check} />
          ))}
        </ul>
      )}
    </section>
  );
}

function FailedCheck({ check }: { readonly check: PreflightCheck }) {
  const { title, summary, consequence, remedy, status, affected } = check;
  return (
    <li className="px-3 py-2.5">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {title}
        <Badge tone={status === 'fail' ? 'bad' : 'warn'}>{status === 'fail' ? 'Missing' : 'Attention'}</Badge>
        {affected.records !== null && affected.records > 0 && (
          <Badge>{formatCounted(affected.records, 'record')} not visible</Badge>
        )}
      </p>
      <p className="mt-0.5 text-sm text-text-2">{consequence ?? summary}</p>
      {remedy !== null && (
        <p className="mt-0.5 text-sm text-text-3">
          {remedy.canApply ? 'Apply permissions grants it. ' : ''}
          {remedy.url === null ? (
            remedy.where
          ) : (
            <a
              className="text-accent-text hover:underline"
              href={remedy.url}
              target="_blank"
              rel="noreferrer"
            >
              {remedy.where}
            </a>
          )}
        </p>
      )}
    </li>
  );
}
