import type { AuditEntry } from '@sync-user/contract';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { KeyIcon, SystemIcon } from '../../ui/icons.tsx';
import { Time } from '../../ui/Time.tsx';
import { describeAction, describeActor, describeTarget } from './audit-words.ts';

/** One thing that was done: who, what, to what, as whom, when; the details below. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { at, actor, action, asUser, details } = entry;
  const { name, kind } = describeActor(actor);
  const target = describeTarget(entry);
  const facts = [...Object.entries(details), ...(target.id === null ? [] : [['id', target.id] as const])];
  return (
    <div className="flex gap-3 px-4 py-3">
      {kind === 'person' ? (
        <Avatar name={name} />
      ) : (
        <span className="flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken text-text-3">
          {kind === 'key' ? <KeyIcon /> : <SystemIcon />}
        </span>
      )}
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-1.5">
          <span className="font-medium wrap-anywhere">{name}</span>
          {kind === 'key' && <Badge>API key</Badge>}
          <span>{describeAction(action)}</span>
          {target.text !== null && <span className="font-medium wrap-anywhere">{target.text}</span>}
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-3">
          <Time at={at} />
          {asUser !== null && (
            <Badge tone="accent">
              <span className="truncate" title={asUser}>
                in Salesforce as {asUser}
              </span>
            </Badge>
          )}
          <span className="font-mono text-xs">{action}</span>
        </p>
        {facts.length > 0 && (
          <details className="mt-1 text-sm">
            <summary className="w-max cursor-pointer rounded-sm text-text-2 hover:text-text">Details</summary>
            <dl className="mt-1.5 grid gap-x-4 gap-y-1 border-l border-line pl-3 sm:grid-cols-[max-content_minmax(0,1fr)]">
              {facts.map(([term, value]) => (
                <div key={term} className="contents">
                  <dt className="text-text-3">{term.replaceAll('_', ' ')}</dt>
                  <dd className="break-words">{value === null ? '–' : String(value)}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </div>
  );
}
