import type { PreflightReport, SetupKind } from '@sync-user/contract';
import { Badge, type Tone } from '../../../ui/Badge.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Time } from '../../../ui/Time.tsx';
import { ProsAndCons } from '../ProsAndCons.tsx';

const WORDS: Record<SetupKind['kind'], { label: string; tone: Tone }> = {
  dedicated: { label: 'A user of its own', tone: 'good' },
  shared: { label: 'Shared with other apps', tone: 'warn' },
  individual: { label: 'A person’s own user', tone: 'warn' },
  unknown: { label: 'Not known', tone: 'quiet' },
};

/** Which of the three set-ups is in use, by what one can tell, and what it is worth. */
export function SetupCard({ report }: { readonly report: PreflightReport }) {
  const { setup, finishedAt, inspectedBy } = report;
  const { label, tone } = WORDS[setup.kind];
  return (
    <Card title="How this user is set up" aside={<Badge tone={tone}>{label}</Badge>}>
      {setup.evidence.length > 0 && (
        <>
          <h3 className="text-sm text-text-3">We can tell by</h3>
          <ul className="mt-1 mb-3 flex list-disc flex-col gap-1 pl-4 marker:text-text-3">
            {setup.evidence.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      <ProsAndCons pros={setup.pros} cons={setup.cons} />
      <p className="mt-3 text-sm text-text-3">
        Looked at <Time at={finishedAt} />
        {inspectedBy !== null && <> with the sight of {inspectedBy}</>}.
      </p>
    </Card>
  );
}
