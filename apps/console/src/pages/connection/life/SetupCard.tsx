import type { PreflightReport, SetupKind } from '@sync-user/contract';
import { SETUP_KIND_CHOICES } from '@sync-user/contract/setup-kinds';
import { Badge, type Tone } from '../../../ui/Badge.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Time } from '../../../ui/Time.tsx';
import { ProsAndCons } from '../ProsAndCons.tsx';

const TONES: Record<SetupKind['kind'], Tone> = {
  dedicated: 'good',
  shared: 'warn',
  individual: 'warn',
  unknown: 'quiet',
};

/** Which of the three set-ups is in use, by what one can tell, and what it is worth. */
export function SetupCard({ report }: { readonly report: PreflightReport }) {
  const { setup, finishedAt, inspectedBy } = report;
  // Nothing could be asked: other cards say why.
  if (setup.evidence.length + setup.pros.length + setup.cons.length === 0) return null;
  const label = setup.kind === 'unknown' ? 'Not known' : SETUP_KIND_CHOICES[setup.kind].label;
  return (
    <Card
      label="How this user is set up"
      title="How this user is set up"
      aside={<Badge tone={TONES[setup.kind]}>{label}</Badge>}
    >
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        {setup.evidence.length > 0 && (
          <div>
            <h3 className="text-sm text-text-3">We can tell by</h3>
            <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 marker:text-text-3">
              {setup.evidence.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
        {setup.pros.length + setup.cons.length > 0 && (
          <div>
            <h3 className="mb-1 text-sm text-text-3">What this set-up is worth</h3>
            <ProsAndCons pros={setup.pros} cons={setup.cons} />
          </div>
        )}
      </div>
      <p className="mt-3 text-sm text-text-3">
        Looked at <Time at={finishedAt} />
        {inspectedBy !== null && <> with the sight of {inspectedBy}</>}.
      </p>
    </Card>
  );
}
