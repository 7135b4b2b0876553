import type { Connection } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { CONNECTION_STATE_WORDS } from '../lib/words.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Badge } from '../ui/Badge.tsx';

interface SalesforceUserHeadProps {
  readonly connection: Connection;
  readonly name: string;
  readonly badge?: ReactNode;
  readonly actions: ReactNode;
}

/** Head of a card about a connected Salesforce user: who it is, how its connection is, what can be done. */
export function SalesforceUserHead({ connection, name, badge, actions }: SalesforceUserHeadProps) {
  const { word, tone } = CONNECTION_STATE_WORDS[connection.state];
  return (
    <div className="flex flex-wrap items-center gap-4 p-4 sm:p-5">
      <Avatar name={name} size="lg" />
      <div className="min-w-48 flex-1">
        <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
          {name}
          <Badge tone={tone} dot>
            {word}
          </Badge>
          {badge}
        </h2>
        <p className="wrap-anywhere text-text-2">{connection.username}</p>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

/** One line about a connection below its head. */
export function ConnectionFact({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-20 shrink-0 text-text-3">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
