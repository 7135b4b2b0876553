import type { ConfigurationOutcome, ConfigurationPlan } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api } from '../../lib/api.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { ConfigurationDifference } from './ConfigurationDifference.tsx';
import { ConfigurationDrop } from './ConfigurationDrop.tsx';
import { configurationPlanQuery } from './configuration-queries.ts';
import { describePlace } from './configuration-words.ts';

interface ConfigurationImportProps {
  readonly workspace: string;
  readonly name: string;
  readonly isConnected: boolean;
}

interface ChosenFile {
  readonly name: string;
  readonly text: string;
}

/** A file of another workspace: the difference to read, then one click, all of it or nothing. */
export function ConfigurationImport({ workspace, name, isConnected }: ConfigurationImportProps) {
  const [file, setFile] = useState<ChosenFile>();
  const [exact, setExact] = useState(false);
  const [done, setDone] = useState<ConfigurationOutcome>();
  return (
    <Card title="Bring a configuration in">
      <div className="flex flex-col gap-4">
        <p className="max-w-prose text-pretty text-text-2">
          Choose the file of another workspace, such as a sandbox’s. You see what it would change here, what
          this org lacks, and what it costs, before anything is done. It is applied as a whole or not at all,
          and can be rolled back.
        </p>
        {done !== undefined && <Done outcome={done} />}
        {isConnected ? (
          <ConfigurationDrop
            chosen={file?.name}
            onChoose={(chosen) => {
              setDone(undefined);
              setFile(chosen);
            }}
          />
        ) : (
          <Banner tone="quiet" title="Connect Salesforce first">
            A file is compared with the org that this workspace is connected to.
          </Banner>
        )}
        {file !== undefined && (
          <>
            <label className="flex items-start gap-2">
              <input
                type="checkbox"
                className="mt-0.5 size-3.5 accent-(--accent)"
                checked={exact}
                onChange={(event) => setExact(event.target.checked)}
              />
              <span>
                Take the file exactly
                <span className="block text-sm text-pretty text-text-3">
                  Also stops what it does not name: objects with their tables, fields, and the privacy of
                  fields.
                </span>
              </span>
            </label>
            <Planned
              workspace={workspace}
              name={name}
              file={file}
              exact={exact}
              onApplied={(outcome) => {
                setDone(outcome);
                setFile(undefined);
                setExact(false);
              }}
            />
          </>
        )}
      </div>
    </Card>
  );
}

function Done({ outcome: { plan, snapshot } }: { readonly outcome: ConfigurationOutcome }) {
  return (
    <Banner
      tone="good"
      role="status"
      label="Outcome"
      title={`Applied: ${formatCounted(plan.changes.length, 'difference')}`}
    >
      {plan.loads.length > 0 && 'What is to be loaded is on its way. '}
      {snapshot !== null && 'What was before is kept below, to roll back to.'}
    </Banner>
  );
}

interface PlannedProps {
  readonly workspace: string;
  readonly name: string;
  readonly file: ChosenFile;
  readonly exact: boolean;
  readonly onApplied: (outcome: ConfigurationOutcome) => void;
}

function Planned({ workspace, name, file, exact, onApplied }: PlannedProps) {
  const queryClient = useQueryClient();
  const plan = useQuery(configurationPlanQuery(workspace, file.text, exact));
  const apply = useMutation({
    meta: { quiet: true },
    mutationFn: (version: string) => api.applyConfiguration({ workspace, file: file.text, exact, version }),
    onSuccess: async (outcome) => {
      showToast('good', 'The configuration is applied.');
      onApplied(outcome);
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
    onError: (error) => {
      // What was read is not what would be done any more: the new difference is shown, and nothing was changed.
      if (isApiError(error, 'API_CONFLICT', 'CONFIGURATION_REFUSED')) void plan.refetch();
    },
  });
  if (plan.data === undefined) {
    if (plan.error === null)
      return (
        <div aria-live="polite">
          <p className="mb-2 text-text-2">Comparing {file.name} with this workspace and its org …</p>
          <SkeletonRows rows={4} />
        </div>
      );
    return isApiError(plan.error, 'API_INVALID_REQUEST') && plan.error.errors.length > 0 ? (
      <InSight>
        <BadFile name={file.name} errors={plan.error.errors} />
      </InSight>
    ) : (
      <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
    );
  }
  const { changes, canApply, version } = plan.data;
  const isDangerous = changes.some(({ kind, subject }) => kind === 'remove' || subject === 'privacy');
  return (
    <div className="flex flex-col gap-4">
      <InSight>
        <Verdict plan={plan.data} name={name} />
      </InSight>
      <ConfigurationDifference plan={plan.data} />
      {apply.error !== null && <ProblemNote error={apply.error} />}
      {changes.length > 0 && (
        <div className="flex justify-end">
          <Confirm
            trigger={
              <Button kind="primary" disabled={!canApply || plan.isFetching} busy={apply.isPending}>
                Apply {formatCounted(changes.length, 'difference')}
              </Button>
            }
            title={`Apply ${file.name} to ${name}?`}
            action="Apply"
            tone={isDangerous ? 'danger' : 'default'}
            busy={apply.isPending}
            onConfirm={() => apply.mutateAsync(version)}
          >
            <p>
              {formatCounted(changes.length, 'difference')} {changes.length === 1 ? 'is' : 'are'} applied
              together; if one fails, nothing is changed.
            </p>
            <p>What {name} is set to now is kept, so that you can roll back.</p>
            {changes.some(({ subject, kind }) => subject === 'privacy' && kind === 'add') && (
              <p>
                Values of fields that become private are deleted at once; they come back from Salesforce only.
              </p>
            )}
            {changes.some(({ subject, kind }) => subject === 'object' && kind === 'remove') && (
              <p>Tables of objects that go are dropped; rolling back loads them anew.</p>
            )}
          </Confirm>
        </div>
      )}
    </div>
  );
}

/** On a telephone the answer would come below the edge. */
function InSight({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What it answers in new browsers is a promise, which React would take for its way to clean up.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <div ref={place}>{children}</div>;
}

/** One sentence that is true now. */
function Verdict({ plan, name }: { readonly plan: ConfigurationPlan; readonly name: string }) {
  const { changes, problems, canApply, from } = plan;
  const refused = problems.filter(({ severity }) => severity === 'refused').length;
  const source = from === null ? undefined : `It comes from ${describePlace(from)}.`;
  if (!canApply)
    return (
      <Banner
        tone="bad"
        label="Verdict"
        role="status"
        title={`It cannot be applied: ${formatCounted(refused, 'line')} of it ${refused === 1 ? 'is' : 'are'} refused`}
      >
        {source} Nothing of a file is done unless all of it can be. Mend the org or the file, and choose it
        again.
      </Banner>
    );
  if (changes.length === 0)
    return (
      <Banner tone="good" label="Verdict" role="status" title={`${name} is as the file says`}>
        {source} Nothing would change.
      </Banner>
    );
  return (
    <Banner
      tone="accent"
      label="Verdict"
      role="status"
      title={`${formatCounted(changes.length, 'difference')} to ${name}; nothing stands against it`}
    >
      {source} Nothing has been changed so far.
    </Banner>
  );
}

interface BadFileProps {
  readonly name: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

function BadFile({ name, errors }: BadFileProps) {
  return (
    <Banner tone="bad" role="alert" title={`${name} has ${formatCounted(errors.length, 'mistake')}`}>
      <ul aria-label="Mistakes" className="flex flex-col gap-1">
        {errors.map(({ path, message }) => (
          <li key={`${path} ${message}`} className="wrap-anywhere">
            {path !== '' && <span className="font-mono text-xs text-text">{path}</span>} {message}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
