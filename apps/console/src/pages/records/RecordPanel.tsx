import type { MappedField } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { ChangeEntry } from '../../components/ChangeEntry.tsx';
import { nameField } from '../../lib/default-columns.ts';
import { recordHistoryQuery, recordQuery } from '../../lib/queries.ts';
import { CopyId } from '../../ui/CopyId.tsx';
import { cx } from '../../ui/cx.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { Skeleton, SkeletonRows } from '../../ui/Skeleton.tsx';
import { RecordCell } from './RecordCell.tsx';

interface RecordPanelProps {
  readonly workspace: string;
  readonly object: string;
  readonly label: string;
  readonly fields: readonly MappedField[];
  readonly id: string;
  readonly onClose: () => void;
}

/** One record, all its fields, and what happened to it. Stays beside the list, so the arrows go on working there. */
export function RecordPanel({ workspace, object, label, fields, id, onClose }: RecordPanelProps) {
  const { data: record, error, refetch } = useQuery(recordQuery(workspace, object, id));
  const [tab, setTab] = useState<'fields' | 'history'>('fields');
  const name = nameField(fields);
  const title = record && name ? record[name.column] : undefined;

  const close = useEffectEvent(onClose);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isOverlaid =
        document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !isOverlaid) close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <aside
      aria-label="Record"
      className="flex h-full w-104 shrink-0 flex-col border-l border-line bg-surface max-md:absolute max-md:inset-0 max-md:z-20 max-md:w-full"
    >
      <header className="flex items-start gap-2 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-semibold">
            {record === undefined && error === null ? (
              <Skeleton className="h-6 w-48" />
            ) : (
              String(title ?? label)
            )}
          </h2>
          <CopyId id={id} />
        </div>
        <IconButton label="Close" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </header>
      <div role="tablist" aria-label="Record" className="flex gap-4 border-b border-line px-5">
        {(['fields', 'history'] as const).map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-selected={tab === each}
            aria-controls="record-panel"
            className={cx(
              '-mb-px border-b-2 py-2 text-base',
              tab === each ? 'border-accent font-medium' : 'border-transparent text-text-2 hover:text-text',
            )}
            onClick={() => setTab(each)}
          >
            {each === 'fields' ? 'Fields' : 'Changes'}
          </button>
        ))}
      </div>
      <div
        id="record-panel"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {tab === 'history' && <History workspace={workspace} object={object} id={id} />}
        {tab === 'fields' && error !== null && record === undefined && (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
        {tab === 'fields' && error === null && record === undefined && <SkeletonRows rows={10} />}
        {tab === 'fields' && record !== undefined && (
          <dl className="px-5 py-2">
            {fields.map((field) => (
              <div
                key={field.name}
                className="grid grid-cols-[132px_minmax(0,1fr)] gap-3 border-b border-line py-1.5"
              >
                <dt className="truncate text-text-3" title={`${field.name}, ${field.type}`}>
                  {field.label}
                </dt>
                <dd className="min-w-0">
                  <RecordCell field={field} value={record[field.column]} record={record} whole />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </aside>
  );
}

function History({
  workspace,
  object,
  id,
}: {
  readonly workspace: string;
  readonly object: string;
  readonly id: string;
}) {
  const { data: changes, error, refetch } = useQuery(recordHistoryQuery(workspace, object, id));
  if (changes === undefined) {
    return error === null ? (
      <SkeletonRows rows={4} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    );
  }
  if (changes.length === 0) {
    return <p className="px-5 py-10 text-center text-text-3">No change since the first load.</p>;
  }
  return (
    <ol className="divide-y divide-line">
      {changes.map((change) => (
        <li key={change.seq} className="px-1">
          <ChangeEntry workspace={workspace} change={change} shown={20} withoutRecord />
        </li>
      ))}
    </ol>
  );
}
