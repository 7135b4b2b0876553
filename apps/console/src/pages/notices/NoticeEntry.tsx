import type { Notice } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { toConsolePath } from '../../lib/console-path.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { formatDuration } from '../../lib/format-time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { Time } from '../../ui/Time.tsx';
import { CHANNEL_WORDS } from './words.ts';

interface NoticeEntryProps {
  readonly workspace: string;
  readonly notice: Notice;
}

type Delivery = Notice['deliveries'][number];

/** An incident from its opening to its all-clear, and everybody who was told of either. */
export function NoticeEntry({ workspace, notice }: NoticeEntryProps) {
  const { title, text, action, openedAt, closedAt, deliveries } = notice;
  const path = action === null ? undefined : toConsolePath(workspace, action.href);
  return (
    <li className="flex flex-col gap-2 border-t border-line px-4 py-4 first:border-t-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{title}</span>
            <Badge tone={closedAt === null ? 'bad' : 'good'}>
              {closedAt === null ? 'Open' : 'All clear'}
            </Badge>
          </p>
          <p className="mt-0.5 max-w-prose whitespace-pre-line text-text-2">{text}</p>
        </div>
        {closedAt === null && action !== null && path !== undefined && (
          <Link to={path} className={buttonClass({ size: 'sm' })}>
            {action.label}
          </Link>
        )}
      </div>
      <p className="text-sm text-text-3">
        Since <Time at={openedAt} />
        {closedAt !== null && (
          <>
            , all clear <Time at={closedAt} /> after{' '}
            {formatDuration((Date.parse(closedAt) - Date.parse(openedAt)) / 1000)}
          </>
        )}
      </p>
      {deliveries.length === 0 ? (
        <p className="text-sm text-text-3">Nobody was told by email or webhook.</p>
      ) : (
        <details className="text-sm">
          <summary className="cursor-pointer rounded-sm text-text-2 hover:text-text">
            {summarise(deliveries)}
          </summary>
          <ul className="mt-2 flex flex-col gap-1.5 border-l border-line pl-3">
            {deliveries.map((delivery) => (
              <DeliveryLine
                key={[delivery.event, delivery.channel, delivery.recipient].join(' ')}
                delivery={delivery}
              />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function summarise(deliveries: readonly Delivery[]): string {
  const count = (state: Delivery['state']): number =>
    deliveries.filter((each) => each.state === state).length;
  const failed = count('failed');
  const waiting = count('waiting');
  return [
    `${formatCounted(count('delivered'), 'message')} delivered`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}

const DELIVERY_WORDS: Record<Delivery['state'], { word: string; tone: 'good' | 'bad' | 'quiet' }> = {
  waiting: { word: 'Waiting', tone: 'quiet' },
  delivered: { word: 'Delivered', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
};

function DeliveryLine({ delivery }: { readonly delivery: Delivery }) {
  const { channel, event, recipient, state, attempts, at, error } = delivery;
  const { word, tone } = DELIVERY_WORDS[state];
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
      <span className="wrap-anywhere">
        {CHANNEL_WORDS[channel]} to {recipient}
      </span>
      <span className="text-text-3">{event === 'opened' ? 'of the incident' : 'of the all-clear'}</span>
      <Badge tone={tone}>{word}</Badge>
      {at !== null && <Time at={at} className="text-text-3" />}
      {attempts > 1 && <span className="text-text-3">after {attempts} attempts</span>}
      {error !== null && <span className="basis-full break-words text-text-2">{error}</span>}
    </li>
  );
}
