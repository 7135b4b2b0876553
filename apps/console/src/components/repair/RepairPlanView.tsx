import type { RepairPlan } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { DiffLines } from './DiffLines.tsx';
import { RepairExport } from './RepairExport.tsx';

interface RepairPlanViewProps {
  readonly workspace: string;
  readonly plan: RepairPlan;
  readonly applying: boolean;
  readonly error: Error | null;
  readonly onApply: () => void;
}

/** What will be done, as whom and at which cost, before it is done. */
export function RepairPlanView({ workspace, plan, applying, error, onApply }: RepairPlanViewProps) {
  const { username, permissionSet, lines, steps, applyAs, cannotApply, calls } = plan;
  const added = lines.filter(({ change }) => change === 'add').length;
  const [tab, setTab] = useState<'apply' | 'export'>(applyAs === null ? 'export' : 'apply');
  const mayApply = applyAs !== null && cannotApply === null;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-pretty text-text-2">
        {added === 0 ? (
          <>
            <b className="font-medium text-text">{username}</b> has everything that is needed. Nothing has to
            be changed.
          </>
        ) : (
          <>
            {permissionSet.exists ? 'The permission set' : 'A new permission set'}{' '}
            <b className="font-medium text-text">{permissionSet.label}</b>{' '}
            {permissionSet.exists ? 'is completed and' : 'with exactly what is needed is made and'} assigned
            to <b className="font-medium text-text">{username}</b>: {formatCounted(added, 'permission')}{' '}
            added, nothing taken away.
          </>
        )}
      </p>
      <div role="group" aria-label="How" className="flex w-max rounded-md border border-line-strong p-0.5">
        {(['apply', 'export'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={tab === each}
            className={cx(
              'h-6.5 rounded-sm px-2.5 text-sm',
              tab === each ? 'bg-accent-soft font-medium text-accent-text' : 'text-text-2 hover:text-text',
            )}
            onClick={() => setTab(each)}
          >
            {each === 'apply' ? 'Apply from here' : 'Export'}
          </button>
        ))}
      </div>
      {tab === 'export' ? (
        <RepairExport plan={plan} />
      ) : (
        <>
          {!mayApply && (
            <Banner
              tone="warn"
              title="It cannot be applied from here"
              action={
                <Link
                  to="/w/$workspace/settings/you"
                  params={{ workspace }}
                  search={{}}
                  className={buttonClass({ size: 'sm' })}
                >
                  Connect your own account
                </Link>
              }
            >
              {cannotApply ??
                'Nobody connected may change permissions in Salesforce. Connect your own account as an administrator, or export the permission set.'}
            </Banner>
          )}
          {lines.length > 0 && <DiffLines lines={lines} />}
          {added > 0 && (
            <section aria-label="Steps">
              <h3 className="mb-1.5 text-sm font-medium">In this order</h3>
              <ol className="divide-y divide-line rounded-md border border-line">
                {steps.map(({ text, object, rows }, index) => (
                  <li key={text} className="flex items-baseline gap-3 px-3 py-2">
                    <span className="w-4 shrink-0 text-right text-text-3">{index + 1}</span>
                    <span className="min-w-0 flex-1">{text}</span>
                    <span className="font-mono text-xs text-text-3">
                      {object} {rows > 1 && `× ${rows}`}
                    </span>
                  </li>
                ))}
              </ol>
              <p className="mt-2 text-sm text-text-3">
                If a step fails, what was made is taken back in reverse order. Your checks run again
                afterwards.
              </p>
            </section>
          )}
          {error !== null && <ProblemNote error={error} />}
          <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap items-center justify-between gap-3 border-t border-line bg-surface px-5 py-3">
            <p
              className="flex min-w-0 flex-1 basis-64 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-2"
              aria-live="polite"
            >
              {applying ? (
                <>
                  <Spinner /> Working on {formatCounted(steps.length, 'step')}; what became of each is shown
                  when Salesforce has answered.
                </>
              ) : (
                applyAs !== null && (
                  <>
                    Done in Salesforce as <Badge tone="accent">{applyAs}</Badge>
                    <span>with about {formatCounted(calls, 'API call')}</span>
                  </>
                )
              )}
            </p>
            <Button kind="primary" busy={applying} disabled={!mayApply || added === 0} onClick={onApply}>
              Apply {added > 0 ? formatCounted(added, 'permission') : 'permissions'}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
