import type { ConfigurationChange, ConfigurationPlan, ConfigurationProblem } from '@sync-user/contract';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { cx } from '../../ui/cx.ts';
import { ErrorIcon, MinusIcon, PlusIcon, RetryIcon, WarningIcon } from '../../ui/icons.tsx';
import { type ChangeGroup, describeLoad, groupChanges, summarizeChanges } from './configuration-words.ts';

/** More lines than these are folded until somebody asks. */
const UNFOLDED = 12;

/** What stands against a file, what it would change, and what that costs. */
export function ConfigurationDifference({ plan }: { readonly plan: ConfigurationPlan }) {
  const { problems, changes, onlyHere, exact } = plan;
  const sorted = problems.toSorted((a, b) => a.severity.localeCompare(b.severity));
  return (
    // What only a screen reader says has its place in here, and makes the page no longer.
    <div className="relative flex flex-col gap-4">
      {sorted.length > 0 && (
        <ul aria-label="Problems" className="divide-y divide-line rounded-md border border-line">
          {sorted.map((problem) => (
            <Problem key={`${problem.path} ${problem.message}`} problem={problem} />
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <section aria-label="Difference" className="divide-y divide-line rounded-md border border-line">
          {groupChanges(changes).map((group) => (
            <Group key={group.object ?? ''} group={group} />
          ))}
        </section>
      )}
      {onlyHere.length > 0 && !exact && (
        <p className="text-sm text-pretty text-text-2">
          The file does not name {onlyHere.join(', ')}: {onlyHere.length === 1 ? 'it stays' : 'they stay'} as{' '}
          {onlyHere.length === 1 ? 'it is' : 'they are'}.
        </p>
      )}
      {changes.length > 0 && <Cost plan={plan} />}
    </div>
  );
}

function Problem({
  problem: { severity, message, fix, path, line },
}: {
  readonly problem: ConfigurationProblem;
}) {
  const isRefused = severity === 'refused';
  return (
    <li className="flex gap-2.5 px-3 py-2.5">
      {isRefused ? (
        <ErrorIcon className="mt-0.5 shrink-0 text-bad" />
      ) : (
        <WarningIcon className="mt-0.5 shrink-0 text-warn" />
      )}
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          <span className="sr-only">{isRefused ? 'Refused: ' : 'Warning: '}</span>
          {message}
        </p>
        <p className="text-sm text-pretty wrap-anywhere text-text-2">{fix}</p>
        <p className="mt-0.5 font-mono text-xs wrap-anywhere text-text-3">
          {line === null ? path : `line ${line} · ${path}`}
        </p>
      </div>
    </li>
  );
}

function Group({ group: { object, changes } }: { readonly group: ChangeGroup }) {
  return (
    <details open={changes.length <= UNFOLDED}>
      <summary className="flex cursor-pointer flex-wrap items-baseline justify-between gap-x-3 bg-sunken px-3 py-1.5 text-sm outline-offset-[-2px]">
        <span className={cx('font-medium wrap-anywhere', object !== null && 'font-mono text-xs')}>
          {object ?? 'Settings'}
        </span>
        <span className="text-text-2">{summarizeChanges(changes)}</span>
      </summary>
      <ul className="divide-y divide-line">
        {changes.map((change) => (
          <Change key={`${change.subject} ${change.name} ${change.kind}`} change={change} />
        ))}
      </ul>
    </details>
  );
}

const SIGNS = {
  add: { Icon: PlusIcon, word: 'Added', look: 'text-good' },
  change: { Icon: RetryIcon, word: 'Changed', look: 'text-warn' },
  remove: { Icon: MinusIcon, word: 'Removed', look: 'text-bad' },
} as const;

function Change({ change }: { readonly change: ConfigurationChange }) {
  const { kind, subject, name, before, after, effect } = change;
  const { Icon, word, look } = SIGNS[kind];
  const isApiName = subject === 'field' || subject === 'privacy' || subject === 'object';
  return (
    <li className="flex gap-2.5 px-3 py-1.5">
      <Icon className={cx('mt-0.5 shrink-0', look)} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="sr-only">{word}:</span>
          <span className={cx('wrap-anywhere', isApiName ? 'font-mono text-xs' : 'text-sm font-medium')}>
            {name}
          </span>
          {before !== null && after !== null ? (
            <span className="text-sm wrap-anywhere text-text-2">
              <span className="line-through">{before}</span> <span aria-label="becomes">→</span>{' '}
              <span className="text-text">{after}</span>
            </span>
          ) : (
            <span className="text-sm wrap-anywhere text-text-2">{after ?? before}</span>
          )}
        </p>
        <p className="text-sm text-pretty text-text-3">{effect}</p>
      </div>
    </li>
  );
}

function Cost({ plan: { loads, callsOnce, forecast } }: { readonly plan: ConfigurationPlan }) {
  return (
    <section aria-label="Cost" className="rounded-md bg-sunken px-3 py-2.5 text-sm">
      {loads.length === 0 ? (
        <p>Nothing is loaded for it.</p>
      ) : (
        <>
          <p className="font-medium">
            Loaded once, with about {formatCounted(Math.round(callsOnce), 'API call')}
          </p>
          <ul className="mt-1 flex flex-col gap-0.5 text-text-2">
            {loads.map((load) => (
              <li key={`${load.object} ${load.kind}`} className="wrap-anywhere">
                {describeLoad(load)}
              </li>
            ))}
          </ul>
        </>
      )}
      {forecast !== null && (
        <p className="mt-1.5">
          A day then costs {formatCounted(Math.round(forecast.after.calls), 'call')} instead of{' '}
          {formatCount(Math.round(forecast.before.calls))}.
          {!forecast.fits && (
            <span className="text-warn">
              {' '}
              That is more than the budget: objects would be read more seldom.
            </span>
          )}
        </p>
      )}
    </section>
  );
}
