import type { RecordTrace } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { traceQuery } from '../../lib/proof-queries.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Time } from '../../ui/Time.tsx';

const STATE_WORDS: Record<RecordTrace['state'], { word: string; tone: Tone }> = {
  present: { word: 'Is here', tone: 'good' },
  deleted: { word: 'Deleted', tone: 'warn' },
  merged: { word: 'Merged', tone: 'accent' },
  converted: { word: 'Converted', tone: 'accent' },
  unknown: { word: 'Never seen here', tone: 'quiet' },
};

/** For the question that follows “nothing is missing”: where, then, is this record? */
export function TraceCard({ workspace }: { readonly workspace: string }) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const { data: trace, error, isFetching } = useQuery(traceQuery(workspace, asked));
  const isId = /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(typed.trim());
  return (
    <Card label="What became of a record" title="What became of a record?">
      <form
        className="flex max-w-lg items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isId) setAsked(typed.trim());
        }}
      >
        <Field
          className="min-w-0 flex-1"
          label="Record ID"
          placeholder="001…"
          spellCheck={false}
          autoComplete="off"
          maxLength={18}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" busy={isFetching} disabled={!isId}>
          Trace
        </Button>
      </form>
      <p className="mt-1.5 text-sm text-text-3">
        15 or 18 characters, as in a record’s address. Deleted, merged and converted ones too.
      </p>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {error !== null && asked !== '' && <ProblemNote error={error} />}
        {trace !== undefined && error === null && <Outcome workspace={workspace} trace={trace} />}
      </div>
    </Card>
  );
}

function Outcome({ workspace, trace }: { readonly workspace: string; readonly trace: RecordTrace }) {
  const { id, state, object, name, deletedAt, steps, now } = trace;
  const { word, tone } = STATE_WORDS[state];
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tone} dot>
          {word}
        </Badge>
        <span className="font-medium">{name ?? object ?? ''}</span>
        {object !== null && name !== null && <span className="text-text-3">{object}</span>}
        <CopyId id={id} />
      </p>
      {state === 'unknown' && (
        <p className="text-text-2">
          No object that is synced has had a record of this ID, as far as the sync user may see.
        </p>
      )}
      {deletedAt !== null && (
        <p className="text-sm text-text-2">
          Left here <Time at={deletedAt} />.
        </p>
      )}
      {steps.length > 0 && (
        <ol aria-label="Steps" className="flex flex-col gap-1 text-sm text-text-2">
          {steps.map((step) => (
            <li key={`${step.how} ${step.id}`}>
              {step.how === 'merged' ? 'Merged into' : 'Converted into'} {step.object} {step.name ?? step.id}
            </li>
          ))}
        </ol>
      )}
      {now.length > 0 && (
        <ul aria-label="Now" className="flex flex-wrap gap-x-4 gap-y-1">
          {now.map((record) => (
            <li key={record.id}>
              <Link
                to="/w/$workspace/objects/$object/records"
                params={{ workspace, object: record.object }}
                search={{ record: record.id }}
                className="rounded-sm text-accent-text hover:underline"
              >
                {record.name ?? record.id}
              </Link>{' '}
              <span className="text-text-3">{record.object}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
