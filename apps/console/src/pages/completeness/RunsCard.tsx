import type { CensusRun } from '@sync-user/contract';
import { countDrift, listDrift } from '../../lib/completeness-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { Card } from '../../ui/Card.tsx';
import { Time } from '../../ui/Time.tsx';

/** The comparisons so far: drift that comes again and again shows here. */
export function RunsCard({ runs }: { readonly runs: readonly CensusRun[] }) {
  return (
    <Card flush label="Comparisons" title="Comparisons">
      <div tabIndex={0} role="region" aria-label="Comparisons, newest first" className="overflow-x-auto">
        <table className="w-full min-w-160 text-sm">
          <thead className="text-left text-text-3">
            <tr>
              <th scope="col" className="py-2 pr-3 pl-4 font-medium">
                When
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Begun by
              </th>
              <th scope="col" className="px-3 py-2 text-right font-medium">
                In Salesforce
              </th>
              <th scope="col" className="px-3 py-2 text-right font-medium">
                Here
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Found
              </th>
              <th scope="col" className="px-3 py-2 text-right font-medium">
                Groups
              </th>
              <th scope="col" className="py-2 pr-4 pl-3 text-right font-medium">
                Calls
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.runId} className="border-t border-line align-baseline">
                <th scope="row" className="py-2 pr-3 pl-4 text-left font-normal whitespace-nowrap">
                  <Time at={run.finishedAt} />
                </th>
                <td className="px-3 py-2">{run.reason === 'asked' ? 'A person' : 'Schedule'}</td>
                <td className="px-3 py-2 text-right">{formatCount(run.rowsInOrg)}</td>
                <td className="px-3 py-2 text-right">{formatCount(run.rowsInMirror)}</td>
                <td className="px-3 py-2 text-text-2">{findingOf(run)}</td>
                <td className="px-3 py-2 text-right">{formatCount(run.buckets)}</td>
                <td className="py-2 pr-4 pl-3 text-right">{Math.round(run.calls * 10) / 10}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function findingOf(run: CensusRun): string {
  const found = countDrift(run);
  return [
    found === 0 && run.trouble === null && 'No difference',
    found > 0 && `${listDrift(run)}; ${formatCount(run.repaired)} mended`,
    run.inFlight > 0 && `${formatCount(run.inFlight)} under way`,
    run.trouble?.title,
  ]
    .filter((part) => part !== false && part !== undefined)
    .join('; ');
}
