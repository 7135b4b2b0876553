import type { ConnectionState } from '@sync-user/contract';
import { CONNECTION_EFFECTS } from '@sync-user/contract/states';

/** What a connection's state pauses, what it keeps, and how it is left. */
export function ConnectionEffectsNote({ state }: { readonly state: ConnectionState }) {
  const { pauses, keeps, leaveBy } = CONNECTION_EFFECTS[state];
  const lines = [
    ['Paused', pauses],
    ['Kept', keeps],
    ['Ends by', leaveBy],
  ] as const;
  return (
    <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
      {lines.map(([term, text]) => (
        <div key={term} className="contents">
          <dt className="text-text-3">{term}</dt>
          <dd className="text-text-2">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
