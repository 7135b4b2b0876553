import type { SyncUserCandidate } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { candidatesQuery } from '../../../lib/connection-queries.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../../ui/Skeleton.tsx';
import { missingWords, RANK_WORDS } from './rank-words.ts';

const SHOWN = 6;

interface CandidatesCardProps {
  readonly workspace: string;
  readonly onChoose: (candidate: SyncUserCandidate) => void;
  readonly onSearch: () => void;
}

/** Who else could read for everybody, the best first. */
export function CandidatesCard({ workspace, onChoose, onSearch }: CandidatesCardProps) {
  const { data, error, refetch } = useQuery(candidatesQuery(workspace, ''));
  return (
    <Card
      label="Candidates"
      title="Who could be the sync user"
      aside={
        <Button size="sm" kind="quiet" onClick={onSearch}>
          Search users
        </Button>
      }
      flush
    >
      {data === undefined && error === null && <SkeletonRows rows={4} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <ul className="divide-y divide-line">
            {data.candidates.slice(0, SHOWN).map((candidate) => (
              <CandidateRow
                key={candidate.userId}
                candidate={candidate}
                onChoose={() => onChoose(candidate)}
              />
            ))}
          </ul>
          <p className="border-t border-line px-4 py-2.5 text-sm text-text-3">
            {data.incomplete ??
              'Administrators first, then who may modify all data, then who sees all data; each with what the policy of this workspace asks for and the user lacks.'}
            {data.askedAs !== null && <> As {data.askedAs} sees it.</>}
          </p>
        </>
      )}
    </Card>
  );
}

interface CandidateRowProps {
  readonly candidate: SyncUserCandidate;
  readonly onChoose: () => void;
}

function CandidateRow({ candidate, onChoose }: CandidateRowProps) {
  const { name, username, rank, missing, isCurrent } = candidate;
  const { word, tone } = RANK_WORDS[rank];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <Avatar name={name} />
      <span className="min-w-40 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium">{name}</span>
          <Badge tone={tone}>{word}</Badge>
        </span>
        <span className="block truncate text-sm text-text-2">{username}</span>
        <span className="block text-sm text-text-3">{missingWords(missing)}</span>
      </span>
      {isCurrent ? (
        <Badge tone="accent">Current</Badge>
      ) : (
        <Button size="sm" aria-label={`Choose ${name}`} onClick={onChoose}>
          Choose
        </Button>
      )}
    </li>
  );
}
