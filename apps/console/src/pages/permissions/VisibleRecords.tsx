import type { PreflightReport } from '@sync-user/contract';
import { useState } from 'react';
import { formatCount, formatShare } from '../../lib/format-number.ts';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';

type Row = PreflightReport['objects'][number];

const hiddenIn = ({ visible, existing }: Row): number =>
  visible === null || existing === null ? 0 : Math.max(0, existing - visible);

/** What the user sees of what there is, object by object, what is hidden first. */
export function VisibleRecords({
  objects,
  username,
}: {
  readonly objects: readonly Row[];
  readonly username: string;
}) {
  const rows = objects.toSorted(
    (a, b) => hiddenIn(b) - hiddenIn(a) || b.hiddenFields.length - a.hiddenFields.length,
  );
  return (
    <Card
      flush
      title={
        <>
          What is visible
          <span className="ml-2 text-sm font-normal text-text-3">to {username}, of what is in the org</span>
        </>
      }
    >
      <div className="relative overflow-x-auto">
        <table className="w-full min-w-160">
          <thead>
            <tr className="text-left text-sm text-text-3">
              {['Object', 'Records', 'Not visible', 'Hidden fields'].map((title) => (
                <th
                  key={title}
                  scope="col"
                  className={cx('px-4 py-2 font-medium', title === 'Not visible' && 'text-right')}
                >
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ObjectRow key={row.object} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function ObjectRow({ row }: { readonly row: Row }) {
  const { object, visible, existing, hiddenFields } = row;
  const hidden = hiddenIn(row);
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="px-4 py-2.5 text-left font-medium">
        {object}
      </th>
      <td className="w-2/5 px-4 py-2.5">
        <VisibleBar object={object} visible={visible} existing={existing} />
      </td>
      <td className={cx('px-4 py-2.5 text-right', hidden > 0 && 'font-medium text-bad')}>
        {visible === null || existing === null ? (
          <span className="text-text-3">not known</span>
        ) : (
          formatCount(hidden)
        )}
      </td>
      <td className="px-4 py-2.5">
        <HiddenFields names={hiddenFields} />
      </td>
    </tr>
  );
}

interface VisibleBarProps {
  readonly object: string;
  readonly visible: number | null;
  readonly existing: number | null;
}

function VisibleBar({ object, visible, existing }: VisibleBarProps) {
  if (visible === null) return <span className="text-text-3">Cannot be counted as this user</span>;
  if (existing === null) return <>{formatCount(visible)} visible; how many there are is not known</>;
  const share = existing === 0 ? 1 : Math.min(1, visible / existing);
  return (
    <div className="flex flex-col gap-1.5">
      <span>
        {existing === 0 ? (
          'There are none'
        ) : (
          <>
            {formatCount(visible)} of {formatCount(existing)}{' '}
            <span className="text-text-3">({formatShare(visible, existing)})</span>
          </>
        )}
      </span>
      <div
        role="img"
        aria-label={`${visible} of ${existing} records of ${object} are visible`}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={cx('h-full rounded-full', share < 1 ? 'bg-warn' : 'bg-good')}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}

const SHOWN_FIELDS = 4;

function HiddenFields({ names }: { readonly names: readonly string[] }) {
  const [all, setAll] = useState(false);
  if (names.length === 0) return <span className="text-text-3">None</span>;
  const shown = all ? names : names.slice(0, SHOWN_FIELDS);
  return (
    <span className="font-mono text-xs leading-5 break-words">
      {shown.join(', ')}
      {shown.length < names.length && (
        <button
          type="button"
          className="ml-1.5 rounded-sm font-sans text-sm text-accent-text hover:underline"
          onClick={() => setAll(true)}
        >
          and {names.length - shown.length} more
        </button>
      )}
    </span>
  );
}
