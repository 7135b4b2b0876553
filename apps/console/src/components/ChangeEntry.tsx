import type { Change } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { formatCell, formatChanged } from '../lib/format-cell.ts';
import { nameOfRecord, tellingChanges } from '../lib/telling-changes.ts';
import { OPERATION_WORDS } from '../lib/words.ts';
import { cx } from '../ui/cx.ts';
import { Time } from '../ui/Time.tsx';
import { useFieldWords } from './use-field-words.ts';

interface ChangeEntryProps {
  readonly workspace: string;
  readonly change: Change;
  /** Fields listed before "and 3 more". */
  readonly shown?: number;
  readonly isNew?: boolean;
  /** Inside the page of this record: it need not be named again. */
  readonly withoutRecord?: boolean;
}

/** One change: who, what, when, old → new. */
export function ChangeEntry({
  workspace,
  change,
  shown = 2,
  isNew = false,
  withoutRecord = false,
}: ChangeEntryProps) {
  const { object, recordId, operation, changed, completes, userName, changedAt, appliedAt } = change;
  const name = nameOfRecord(change);
  const fields = tellingChanges(changed);
  const words = useFieldWords(workspace, object);
  const show = (column: string, value: string | number | boolean | null): string => {
    const type = words?.fields.get(column)?.type;
    return (type === undefined ? '' : formatCell(value, type)) || formatChanged(value);
  };
  const hidden = fields.length - shown;
  return (
    <article className={cx('px-4 py-2.5', isNew && 'animate-enter')}>
      <p className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 break-words text-text-2">
          <span className="text-text">{userName ?? 'Someone'}</span> {OPERATION_WORDS[operation]}{' '}
          {!withoutRecord && (
            <>
              {words?.label ?? object}{' '}
              {operation === 'delete' ? (
                <span className="font-medium text-text">{name}</span>
              ) : (
                <Link
                  to="/w/$workspace/objects/$object/records"
                  params={{ workspace, object }}
                  search={{ record: recordId }}
                  className="rounded-sm font-medium text-text hover:underline"
                >
                  {name}
                </Link>
              )}
            </>
          )}
        </span>
        <Time at={changedAt ?? appliedAt} className="shrink-0 text-sm text-text-3" />
      </p>
      {completes !== null && (
        <p className="mt-1 text-sm text-text-3">Part of the change before: its event did not tell this</p>
      )}
      {operation === 'update' && fields.length === 0 && completes === null && (
        <p className="mt-1 text-sm text-text-3">Saved without a change to a synced field</p>
      )}
      {operation === 'update' && fields.length > 0 && (
        <dl className="mt-1 flex flex-col gap-0.5 text-sm">
          {fields.slice(0, hidden === 1 ? shown + 1 : shown).map(([column, [before, after]]) => (
            <div key={column} className="flex min-w-0 gap-2">
              <dt className="max-w-36 shrink-0 truncate text-text-3">
                {words?.fields.get(column)?.label ?? column}
              </dt>
              <dd className="flex min-w-0 gap-1.5">
                <del
                  className="max-w-40 shrink-0 truncate text-text-3 no-underline"
                  title={show(column, before)}
                >
                  <span className="sr-only">was </span>
                  {show(column, before)}
                </del>
                <span aria-hidden="true" className="text-text-3">
                  →
                </span>
                <ins className="min-w-0 truncate no-underline" title={show(column, after)}>
                  <span className="sr-only">is now </span>
                  {show(column, after)}
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {operation === 'update' && hidden > 1 && (
        <p className="text-sm text-text-3">and {hidden} more fields</p>
      )}
    </article>
  );
}
