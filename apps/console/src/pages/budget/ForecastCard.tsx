import type { CallCause, Plan, PlannedObject } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../lib/format-number.ts';
import { formatInterval } from '../../lib/format-time.ts';
import { callsOfQuery } from '../../lib/proof-queries.ts';
import { largestFirst, sumByObject } from '../../lib/sum-calls.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { Card } from '../../ui/Card.tsx';
import { formatPlanned } from './budget-words.ts';

interface ForecastCardProps {
  readonly workspace: string;
  readonly plan: Plan;
}

const HEAD = 'py-2 font-medium';

/** What was foretold beside what then happened: by cause for the whole day, and object by object. */
export function ForecastCard({ workspace, plan }: ForecastCardProps) {
  const { forecast, measured, objects } = plan;
  // A first load in the first minutes would be counted up to a day of first loads.
  const isMeasured = measured.hours >= 1;
  const asMeasured = (calls: number): string => (isMeasured ? formatPlanned(calls) : '–');
  const causes = largestFirst([...Object.entries(forecast.byCause), ...Object.entries(measured.byCause)] as [
    CallCause,
    number,
  ][]).map(([cause]) => cause);
  return (
    <Card
      flush
      label="Forecast and measured"
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          Forecast and measured
          <span className="text-sm font-normal text-text-3">
            {measured.hours >= 24
              ? 'the last 24 hours'
              : isMeasured
                ? `${formatPlanned(measured.hours)} h measured so far, counted up to a day`
                : 'measured for less than an hour: too short to compare'}
          </span>
        </span>
      }
    >
      <div tabIndex={0} role="region" aria-label="By cause" className="overflow-x-auto">
        <table className="w-full text-sm">
          <thead className="text-left text-text-3">
            <tr>
              <th scope="col" className={`${HEAD} pr-3 pl-4`}>
                Calls a day
              </th>
              <th scope="col" className={`${HEAD} px-3 text-right`}>
                Forecast
              </th>
              <th scope="col" className={`${HEAD} pr-4 pl-3 text-right`}>
                Measured
              </th>
            </tr>
          </thead>
          <tbody>
            {causes.map((cause) => (
              <tr key={cause} className="border-t border-line">
                <th scope="row" className="py-1.5 pr-3 pl-4 text-left font-normal">
                  {CAUSE_WORDS[cause]}
                </th>
                <td className="px-3 py-1.5 text-right">{formatPlanned(forecast.byCause[cause] ?? 0)}</td>
                <td className="py-1.5 pr-4 pl-3 text-right">{asMeasured(measured.byCause[cause] ?? 0)}</td>
              </tr>
            ))}
            <tr className="border-t border-line-strong font-medium">
              <th scope="row" className="py-1.5 pr-3 pl-4 text-left font-medium">
                All
              </th>
              <td className="px-3 py-1.5 text-right">{formatPlanned(forecast.calls)}</td>
              <td className="py-1.5 pr-4 pl-3 text-right">{asMeasured(measured.calls)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {objects.length > 0 && <ByObject workspace={workspace} objects={objects} />}
    </Card>
  );
}

interface ByObjectProps {
  readonly workspace: string;
  readonly objects: readonly PlannedObject[];
}

function ByObject({ workspace, objects }: ByObjectProps) {
  const { data: report } = useQuery(callsOfQuery(workspace, 'day'));
  const made = new Map(sumByObject(report?.byObject ?? []).map(({ object, calls }) => [object, calls]));
  const shared = made.get(null) ?? 0;
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="Forecast by object"
      className="overflow-x-auto border-t border-line-strong"
    >
      <table className="w-full min-w-160 text-sm">
        <thead className="text-left text-text-3">
          <tr>
            <th scope="col" className={`${HEAD} pr-3 pl-4`}>
              Object
            </th>
            <th scope="col" className={`${HEAD} px-3`}>
              Read
            </th>
            <th scope="col" className={`${HEAD} px-3 text-right`}>
              Changes a day
            </th>
            <th
              scope="col"
              className={`${HEAD} px-3 text-right`}
              title="Its part of the calls that are shared, too"
            >
              Forecast
            </th>
            <th
              scope="col"
              className={`${HEAD} pr-4 pl-3 text-right`}
              title="Made for it alone in the last 24 hours"
            >
              Its own calls
            </th>
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => (
            <tr key={object.name} className="border-t border-line align-baseline">
              <th scope="row" className="py-2 pr-3 pl-4 text-left font-normal whitespace-nowrap">
                <Link
                  to="/w/$workspace/objects/$object"
                  params={{ workspace, object: object.name }}
                  className="rounded-sm font-medium hover:underline"
                >
                  {object.label}
                </Link>
              </th>
              <td className="px-3 py-2">
                {howRead(object)}
                <span className="block text-text-3">{object.why}</span>
              </td>
              <td className="px-3 py-2 text-right">{formatCount(object.changesPerDay)}</td>
              <td className="px-3 py-2 text-right">{formatPlanned(object.cost.calls)}</td>
              <td className="py-2 pr-4 pl-3 text-right">{formatCount(made.get(object.name) ?? 0)}</td>
            </tr>
          ))}
          {shared > 0 && (
            <tr className="border-t border-line">
              <th scope="row" colSpan={4} className="py-2 pr-3 pl-4 text-left font-normal text-text-2">
                Calls that several objects shared, and those of no object
              </th>
              <td className="py-2 pr-4 pl-3 text-right">{formatCount(shared)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function howRead({ paused, transport, everySeconds }: PlannedObject): string {
  if (paused || transport === null) return 'Paused';
  const every = formatInterval(everySeconds);
  return transport === 'events' ? `By events, looked after ${every}` : `Polled ${every}`;
}
