import type { CheckGroup, CheckStatus, PreflightCheck } from '@sync-user/contract';
import { type ReactNode, useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';
import { byGravity, GROUP_WORDS, STATUS_ORDER, STATUS_WORDS } from './check-words.ts';
import { CheckRow } from './CheckRow.tsx';

interface ChecklistProps {
  readonly checks: readonly PreflightCheck[];
  readonly checking: boolean;
  readonly onCheck: () => void;
}

/** What is not known or good does not move a group. */
const WORTH_MOVING = STATUS_ORDER.indexOf('unknown');

/** Every check, grouped by what fails without it. What needs nobody is one click away. */
export function Checklist({ checks, checking, onCheck }: ChecklistProps) {
  const [only, setOnly] = useState<CheckStatus>();
  const shown = checks.filter(({ status }) =>
    only === undefined ? status !== 'not_needed' : status === only,
  );
  const rank = (group: CheckGroup): number =>
    Math.min(
      ...shown.filter((check) => check.group === group).map(({ status }) => STATUS_ORDER.indexOf(status)),
      9,
    );
  // Groups with something to fix come first; the rest keeps its order.
  const groups = (Object.keys(GROUP_WORDS) as CheckGroup[]).toSorted(
    (a, b) => Math.min(rank(a), WORTH_MOVING) - Math.min(rank(b), WORTH_MOVING),
  );
  const firstFailed = shown.toSorted(byGravity).find(({ status }) => status === 'fail');
  return (
    <section aria-labelledby="checks" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="checks" className="text-lg font-semibold">
          Checks
        </h2>
        <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
          <Filter pressed={only === undefined} onClick={() => setOnly(undefined)}>
            All that is needed
          </Filter>
          {STATUS_ORDER.map((status) => {
            const count = checks.filter((check) => check.status === status).length;
            return (
              count > 0 && (
                <Filter key={status} pressed={only === status} onClick={() => setOnly(status)}>
                  {count} {STATUS_WORDS[status].many}
                </Filter>
              )
            );
          })}
        </div>
      </div>
      {groups.map((group) => {
        const ofGroup = shown.filter((check) => check.group === group).toSorted(byGravity);
        if (ofGroup.length === 0) return null;
        const good = ofGroup.filter(({ status }) => status === 'pass').length;
        return (
          <Card
            key={group}
            flush
            title={
              <>
                {GROUP_WORDS[group].title}
                <span className="ml-2 text-sm font-normal text-text-3">{GROUP_WORDS[group].without}</span>
              </>
            }
            aside={
              only === undefined && (
                <span className="text-sm text-text-3">
                  {good} of {ofGroup.length} good
                </span>
              )
            }
          >
            <ul>
              {ofGroup.map((check) => (
                <CheckRow
                  key={check.id}
                  check={check}
                  startOpen={check === firstFailed}
                  checking={checking}
                  onCheck={onCheck}
                />
              ))}
            </ul>
          </Card>
        );
      })}
      {shown.length === 0 && <p className="py-6 text-center text-text-3">There are none of this kind.</p>}
    </section>
  );
}

interface FilterProps {
  readonly pressed: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Filter({ pressed, onClick, children }: FilterProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={cx(
        'h-7 rounded-full border px-2.5 text-sm',
        pressed
          ? 'border-accent bg-accent-soft font-medium text-accent-text'
          : 'border-line-strong bg-surface text-text-2 hover:bg-hover hover:text-text',
      )}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
