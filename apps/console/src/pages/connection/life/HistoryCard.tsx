import type { Connection } from '@sync-user/contract';
import { METHOD_WORDS } from '../../../lib/words.ts';
import { Card } from '../../../ui/Card.tsx';
import { Time } from '../../../ui/Time.tsx';
import { nameOf } from '../use-connection-actions.ts';

/** Who was the sync user before. */
export function HistoryCard({ connections }: { readonly connections: readonly Connection[] }) {
  const former = connections.filter(({ state, member }) => state === 'replaced' && member === null);
  if (former.length === 0) return null;
  return (
    <Card label="Earlier sync users" title="Earlier sync users" flush>
      <ul className="divide-y divide-line">
        {former.map((connection) => (
          <li key={connection.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
            <span className="min-w-40 flex-1">
              <span className="block truncate font-medium">{nameOf(connection)}</span>
              <span className="block truncate text-sm text-text-2">
                {connection.username} · {connection.organizationName} · {METHOD_WORDS[connection.method]}
              </span>
            </span>
            <span className="text-sm text-text-3">
              {connection.connectedAt !== null && (
                <>
                  connected <Time at={connection.connectedAt} />
                </>
              )}
              {connection.lastCallAt !== null && (
                <>
                  , last call <Time at={connection.lastCallAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-4 py-2.5 text-sm text-text-3">
        Their tokens are gone. The audit trail says who changed what and when.
      </p>
    </Card>
  );
}
