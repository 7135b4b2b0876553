import type { SyncUserCandidate } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { candidatesQuery } from '../../../lib/connection-queries.ts';
import { useDebounced } from '../../../lib/use-debounced.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { cx } from '../../../ui/cx.ts';
import { inputClass } from '../../../ui/Field.tsx';
import { SearchIcon } from '../../../ui/icons.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { Spinner } from '../../../ui/Spinner.tsx';
import { missingWords, RANK_WORDS } from './rank-words.ts';

const REST_MS = 250;

interface CandidateSearchProps {
  readonly workspace: string;
  readonly onChoose: (candidate: SyncUserCandidate) => void;
  /** A username that is not in the list: somebody knows it all the same. */
  readonly onType: (username: string) => void;
}

/** Finds a Salesforce user by username, email or name; the best come first, each with what it lacks. */
export function CandidateSearch({ workspace, onChoose, onType }: CandidateSearchProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The button that led here is gone; the dialog takes the focus a frame later, and the field after that.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => input.current?.focus());
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const search = useDebounced(typed.trim(), REST_MS);
  const { data, error, isFetching } = useQuery(candidatesQuery(workspace, search));
  const candidates = data?.candidates ?? [];
  const isSettled = search === typed.trim() && !isFetching;

  const choose = (candidate: SyncUserCandidate | undefined): void => {
    if (candidate === undefined) return;
    if (candidate.isCurrent) {
      setRefused(`${candidate.name} is the sync user already. Choose another user, or use Reconnect.`);
      return;
    }
    onChoose(candidate);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && candidates.length > 0) {
      event.preventDefault();
      setActive((before) => (before + step + candidates.length) % candidates.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(candidates[active]);
    }
  };

  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        New sync user
      </label>
      <span className="relative">
        <SearchIcon className="pointer-events-none absolute top-2 left-2.5 text-text-3" />
        <input
          ref={input}
          id={id}
          role="combobox"
          aria-expanded={candidates.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={candidates.length > 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          placeholder="Username or email"
          className={`${inputClass} pr-8 pl-8`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setRefused(null);
          }}
          onKeyDown={onKeyDown}
        />
        {!isSettled && data !== undefined && (
          <span className="absolute top-2 right-2.5 text-text-3">
            <Spinner />
          </span>
        )}
      </span>
      {refused !== null && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          {refused}
        </p>
      )}
      {error !== null && <ProblemNote error={error} />}
      {data === undefined && error === null && <SkeletonRows rows={3} />}
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label="Salesforce users"
        className={cx(
          'max-h-72 overflow-y-auto rounded-md border border-line',
          candidates.length === 0 && 'hidden',
        )}
      >
        {candidates.map((candidate, place) => (
          <CandidateOption
            key={candidate.userId}
            id={`${id}-${place}`}
            candidate={candidate}
            isActive={place === active}
            onPoint={() => setActive(place)}
            onChoose={() => choose(candidate)}
          />
        ))}
      </ul>
      {data?.incomplete != null && <p className="text-sm text-warn">{data.incomplete}</p>}
      {isSettled && typed.trim() !== '' && (error !== null || candidates.length === 0) && (
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm text-text-2">
          <span>
            {error === null ? `No active user matches “${typed.trim()}”.` : 'You can go on by username.'}
          </span>
          {typed.includes('@') && (
            <button
              type="button"
              className="font-medium text-accent-text hover:underline"
              onClick={() => onType(typed.trim())}
            >
              Log in as {typed.trim()}
            </button>
          )}
        </div>
      )}
      {data?.askedAs != null && (
        <p className="text-sm text-text-3">As {data.askedAs} sees the users of the org.</p>
      )}
    </div>
  );
}

interface CandidateOptionProps {
  readonly id: string;
  readonly candidate: SyncUserCandidate;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function CandidateOption({ id, candidate, isActive, onPoint, onChoose }: CandidateOptionProps) {
  const { name, username, rank, missing, isCurrent, connectionId, browserLogin } = candidate;
  const { word, tone } = RANK_WORDS[rank];
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={isCurrent || undefined}
      className={cx(
        'flex cursor-pointer items-center gap-3 border-t border-line px-3 py-2 first:border-t-0',
        isActive && 'bg-hover',
      )}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <Avatar name={name} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-sm text-text-2">{username}</span>
        </span>
        <span className="block truncate text-sm text-text-3">{missingWords(missing)}</span>
      </span>
      <span className="hidden flex-wrap justify-end gap-1 sm:flex">
        {isCurrent && <Badge tone="accent">Current</Badge>}
        {connectionId !== null && !isCurrent && <Badge tone="good">Connected</Badge>}
        {!browserLogin && <Badge>API only</Badge>}
        <Badge tone={tone}>{word}</Badge>
      </span>
    </li>
  );
}
