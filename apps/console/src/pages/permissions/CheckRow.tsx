import type { PreflightCheck } from '@sync-user/contract';
import { useId, useState } from 'react';
import { formatCount } from '../../lib/format-number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { ChevronDownIcon, ExternalIcon, RetryIcon } from '../../ui/icons.tsx';
import { CheckIconFor } from './CheckIconFor.tsx';
import { STATUS_WORDS } from './check-words.ts';

interface CheckRowProps {
  readonly check: PreflightCheck;
  readonly startOpen: boolean;
  readonly checking: boolean;
  readonly onCheck: () => void;
}

/** One check: what is so in a line; its proof, what follows from it and the remedy below. */
export function CheckRow({ check, startOpen, checking, onCheck }: CheckRowProps) {
  const { title, status, summary, required } = check;
  const [open, setOpen] = useState(startOpen);
  const id = useId();
  const needsWork = status === 'fail' || status === 'warn' || status === 'unknown';
  return (
    <li className="border-t border-line first:border-t-0" data-check={check.id} data-status={status}>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          className="flex w-full items-start gap-3 px-4 py-2.5 text-left outline-offset-[-2px] hover:bg-hover"
          onClick={() => setOpen(!open)}
        >
          <CheckIconFor status={status} />
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{title}</span>
              {needsWork && (
                <Badge tone={STATUS_WORDS[status].tone}>
                  {status === 'fail' && !required ? 'Recommended' : STATUS_WORDS[status].word}
                </Badge>
              )}
            </span>
            <span className="block break-words text-text-2">{summary}</span>
          </span>
          <ChevronDownIcon className={cx('mt-0.5 shrink-0 text-text-3', open && 'rotate-180')} />
        </button>
      </h3>
      {open && (
        <div id={id} className="flex flex-col gap-4 px-4 pt-1 pb-4 sm:pl-11">
          <Consequence check={check} />
          <Remedy check={check} checking={checking} onCheck={onCheck} />
          <Evidence check={check} />
        </div>
      )}
    </li>
  );
}

function Consequence({ check: { consequence, affected } }: { readonly check: PreflightCheck }) {
  const { objects, fields, records, features } = affected;
  const lists = [
    ['Objects', objects],
    ['Fields', fields],
    ['Features', features],
  ] as const;
  const isEmpty = consequence === null && records === null && lists.every(([, names]) => names.length === 0);
  if (isEmpty) return null;
  return (
    <section aria-label="What follows">
      <h4 className="text-sm font-medium text-text-3">What follows</h4>
      {consequence !== null && <p className="mt-0.5 max-w-prose">{consequence}</p>}
      <dl className="mt-1.5 flex flex-col gap-1.5 text-sm">
        {records !== null && (
          <div className="flex gap-3">
            <dt className="w-20 shrink-0 text-text-3">Records</dt>
            <dd>
              <b className="font-medium">{formatCount(records)}</b> not visible
            </dd>
          </div>
        )}
        {lists.map(
          ([label, names]) =>
            names.length > 0 && (
              <div key={label} className="flex gap-3">
                <dt className="w-20 shrink-0 text-text-3">{label}</dt>
                <dd className="min-w-0">
                  <Names names={names} isCode={label !== 'Features'} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}

const SHOWN_NAMES = 12;

function Names({ names, isCode }: { readonly names: readonly string[]; readonly isCode: boolean }) {
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, SHOWN_NAMES);
  return (
    <span className={cx('break-words', isCode && 'font-mono text-xs leading-5')}>
      {shown.join(', ')}
      {shown.length < names.length && (
        <button
          type="button"
          className="ml-1.5 rounded-sm font-sans text-sm text-accent-text hover:underline"
          onClick={() => setAll(true)}
        >
          and {names.length - shown.length} more
        </button>
      )}
    </span>
  );
}

interface RemedyProps {
  readonly check: PreflightCheck;
  readonly checking: boolean;
  readonly onCheck: () => void;
}

function Remedy({ check: { remedy }, checking, onCheck }: RemedyProps) {
  if (remedy === null) return null;
  const { text, where, url, canApply } = remedy;
  return (
    <section aria-label="What to do">
      <h4 className="text-sm font-medium text-text-3">What to do</h4>
      <p className="mt-0.5 max-w-prose">{text}</p>
      <p className="mt-1 text-sm text-text-2">{where}</p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {url !== null && (
          <a href={url} target="_blank" rel="noreferrer" className={buttonClass({ size: 'sm' })}>
            Open in Setup <ExternalIcon /> <span className="sr-only">(opens a new window)</span>
          </a>
        )}
        <Button size="sm" busy={checking} onClick={onCheck}>
          <RetryIcon /> Check again
        </Button>
        {canApply && <span className="text-sm text-text-2">“Apply permissions” grants it.</span>}
      </div>
    </section>
  );
}

function Evidence({ check: { evidence } }: { readonly check: PreflightCheck }) {
  if (evidence.length === 0) return null;
  return (
    <section aria-label="Evidence">
      <h4 className="text-sm font-medium text-text-3">How we know</h4>
      <ul className="mt-1 flex flex-col gap-2">
        {evidence.map(({ asked, answered, as }) => (
          <li key={`${asked} ${as}`} className="rounded-md border border-line bg-sunken px-3 py-2 text-sm">
            <p className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">{asked}</p>
            <p className="mt-1 flex flex-wrap items-baseline gap-x-2 gap-y-1">
              <span className="min-w-0 break-words">{answered}</span>
              <span className="text-text-3">asked as {as}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
