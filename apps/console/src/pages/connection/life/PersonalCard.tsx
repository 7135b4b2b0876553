import type { Connection } from '@sync-user/contract';
import { formatCounted } from '../../../lib/format-number.ts';
import { CONNECTION_STATE_WORDS } from '../../../lib/words.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Time } from '../../../ui/Time.tsx';

/** Members who connected a Salesforce account of their own. */
export function PersonalCard({ connections }: { readonly connections: readonly Connection[] }) {
  const own = connections.flatMap((connection) =>
    connection.member !== null && connection.state !== 'replaced'
      ? [{ connection, member: connection.member }]
      : [],
  );
  return (
    <Card
      label="Members’ own connections"
      title="Members’ own connections"
      aside={<span className="text-sm text-text-3">{formatCounted(own.length, 'connection')}</span>}
      flush={own.length > 0}
    >
      {own.length === 0 ? (
        <p className="text-text-2">
          Nobody has connected an account yet. Each member can, under Settings &gt; You; what they change is
          then written in their own name.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {own.map(({ connection: { id, state, username, lastCallAt, isSyncUser }, member }) => {
            const { word, tone } = CONNECTION_STATE_WORDS[state];
            return (
              <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
                <Avatar name={member.name} />
                <span className="min-w-40 flex-1">
                  <span className="block truncate font-medium">{member.name}</span>
                  <span className="block truncate text-sm text-text-2">{username ?? member.email}</span>
                </span>
                {isSyncUser && <Badge tone="accent">Sync user</Badge>}
                <Badge tone={tone} dot>
                  {word}
                </Badge>
                <span className="w-20 text-right text-sm text-text-3">
                  {lastCallAt === null ? 'no call yet' : <Time at={lastCallAt} />}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
