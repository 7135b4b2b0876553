import type { ObjectCompleteness } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import {
  countDrift,
  countNewer,
  isTooMuch,
  isTooNew,
  listDrift,
  VERDICT_WORDS,
} from '../../lib/completeness-words.ts';
import { formatCount, formatShare } from '../../lib/format-number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { Time } from '../../ui/Time.tsx';

interface CompletenessTableProps {
  readonly workspace: string;
  readonly objects: readonly ObjectCompleteness[];
  /** By object: how many there are now. */
  readonly rowsHere: ReadonlyMap<string, number>;
  readonly running: readonly string[];
  readonly onCompare: (object: string) => void;
}

const WEIGHT: Record<ObjectCompleteness['verdict'], number> = {
  drift: 0,
  unknown: 1,
  repaired: 2,
  complete: 3,
};

const TOO_NEW = { word: 'Not yet', tone: 'quiet' } as const;

/** Both counts of each object side by side. What is not proven stands on top. */
export function CompletenessTable({
  workspace,
  objects,
  rowsHere,
  running,
  onCompare,
}: CompletenessTableProps) {
  const sorted = objects.toSorted(
    (a, b) => WEIGHT[a.verdict] - WEIGHT[b.verdict] || a.label.localeCompare(b.label),
  );
  return (
    <div tabIndex={0} role="region" aria-label="Counts of both sides" className="relative overflow-x-auto">
      <table className="w-full min-w-200 border-collapse">
        <thead>
          <tr className="text-left text-sm text-text-3">
            <th scope="col" className="py-2 pr-3 pl-4 font-medium">
              Object
            </th>
            <th scope="col" className="px-3 py-2 text-right font-medium whitespace-nowrap">
              In Salesforce
            </th>
            <th
              scope="col"
              className="px-3 py-2 text-right font-medium"
              title="As it was when they were compared, before anything was mended"
            >
              Here
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              Compared
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              Found
            </th>
            <th
              scope="col"
              className="px-3 py-2 text-right font-medium"
              title="Rows whose every value was compared in this round"
            >
              Values
            </th>
            <th scope="col" className="py-2 pr-4 pl-3 text-right font-medium">
              Verdict
            </th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((object) => (
            <Row
              key={object.object}
              workspace={workspace}
              object={object}
              rowsHere={rowsHere.get(object.object) ?? 0}
              isRunning={running.includes(object.object)}
              onCompare={onCompare}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly workspace: string;
  readonly object: ObjectCompleteness;
  readonly rowsHere: number;
  readonly isRunning: boolean;
  readonly onCompare: (object: string) => void;
}

function Row({ workspace, object: of, rowsHere, isRunning, onCompare }: RowProps) {
  const { object, label, verdict, lastRun } = of;
  const { word, tone } = isTooNew(of, rowsHere) ? TOO_NEW : VERDICT_WORDS[verdict];
  const isCounted = lastRun !== null && verdict !== 'unknown';
  return (
    <tr className="border-t border-line hover:bg-hover/60">
      <th scope="row" className="py-2.5 pr-3 pl-4 text-left font-normal whitespace-nowrap">
        <Link
          to="/w/$workspace/completeness/$object"
          params={{ workspace, object }}
          className="rounded-sm font-medium hover:underline"
        >
          {label}
        </Link>
      </th>
      <td className="px-3 py-2.5 text-right">{isCounted ? formatCount(lastRun.rowsInOrg) : '–'}</td>
      <td className="px-3 py-2.5 text-right">{isCounted ? formatCount(lastRun.rowsInMirror) : '–'}</td>
      <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
        {lastRun === null ? 'Never' : <Time at={lastRun.finishedAt} />}
      </td>
      <td className="px-3 py-2.5 text-text-2">
        {lastRun === null ? '–' : <Found of={of} rowsHere={rowsHere} />}
      </td>
      <td className="px-3 py-2.5 text-right whitespace-nowrap text-text-2">
        <Values of={of} />
      </td>
      <td className="py-2.5 pr-2 pl-3 text-right whitespace-nowrap">
        {isRunning ? (
          <Badge tone="accent">
            <Spinner /> Comparing
          </Badge>
        ) : (
          <Badge tone={tone} dot>
            {word}
          </Badge>
        )}
      </td>
      <td className="py-1.5 pr-3 text-right">
        <Button
          kind="quiet"
          size="sm"
          disabled={isRunning}
          aria-label={`Compare ${label}`}
          onClick={() => onCompare(object)}
        >
          Compare
        </Button>
      </td>
    </tr>
  );
}

/** What the last run found, and whether it was mended; or why it did not come to its end. */
function Found({ of, rowsHere }: { readonly of: ObjectCompleteness; readonly rowsHere: number }) {
  const { lastRun, verdict } = of;
  if (lastRun === null) return null;
  if (verdict === 'unknown')
    return <span className="text-warn">{lastRun.trouble?.title ?? 'Not finished'}</span>;
  const found = countDrift(lastRun);
  const newer = countNewer(lastRun, rowsHere);
  // A row that changes between the two counts is in one of them only.
  const underway = Math.max(lastRun.inFlight, Math.abs(lastRun.rowsInOrg - lastRun.rowsInMirror));
  const alsoNewer = newer > 0 && (
    <span
      className="whitespace-nowrap text-text-3"
      title="Changed in the 15 minutes before the comparison, or since: the next one counts them"
    >
      {' '}
      · {formatCount(newer)} newer
    </span>
  );
  if (found === 0)
    return (
      <span className="whitespace-nowrap">
        {isTooNew(of, rowsHere)
          ? 'None yet'
          : underway === 0
            ? 'No difference'
            : `${formatCount(underway)} under way`}
        {alsoNewer}
      </span>
    );
  return (
    <span className={verdict === 'drift' ? 'text-bad' : undefined}>
      {listDrift(lastRun)};{' '}
      {lastRun.repaired === found ? 'mended' : `${formatCount(lastRun.repaired)} of them mended`}
      {isTooMuch(lastRun) && ', and more to mend'}
      {alsoNewer}
    </span>
  );
}

/** How far the round is that compares every value of a large object; small ones are compared whole. */
function Values({ of }: { readonly of: ObjectCompleteness }) {
  const { lastRun, valuesComparedThrough, valuesRoundFinishedAt } = of;
  if (lastRun === null || lastRun.rowsInOrg === 0) return '–';
  if (lastRun.method === 'rows' && lastRun.valuesCompared >= lastRun.rowsInOrg) return 'All';
  const share = formatShare(valuesComparedThrough, 1);
  if (valuesRoundFinishedAt === null) return share;
  return <span title={`All; the next round is at ${share}`}>All</span>;
}
