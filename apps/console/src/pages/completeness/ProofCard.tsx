import type { ReactNode } from 'react';
import { Card } from '../../ui/Card.tsx';
import { CheckIcon, ErrorIcon } from '../../ui/icons.tsx';

const PROVEN: readonly string[] = [
  'Every row that the sync user may see in Salesforce is here, and nothing is here that Salesforce has deleted, the Recycle Bin or not.',
  'Each row is the newest one: its time of last change (SystemModstamp) is the same on both sides.',
  'Values too: small objects with every comparison, large ones row by row in rounds. “Values” says how far a round is.',
];
const NOT_PROVEN: readonly string[] = [
  'What the sync user may not see: rows hidden by sharing, fields hidden by field-level security. See Permissions.',
  'Rows left out by a row filter, and fields that are not mapped or kept private. You chose that; nothing of them is here.',
  'Changes of the last minutes before a comparison. They may be on their way, and the next comparison covers them.',
  'Values that do not fit their column: their rows are here, the values are named on the object’s page.',
  'Formulas and roll-ups between two readings: Salesforce changes them without a time of change.',
];

/** What a comparison proves and what it cannot, before anybody relies on it. */
export function ProofCard() {
  return (
    <Card title="What is proven, and what is not">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <List
          title="Proven by a comparison"
          sign={<CheckIcon className="mt-0.5 shrink-0 text-good" />}
          lines={PROVEN}
        />
        <List
          title="Not proven by it"
          sign={<ErrorIcon className="mt-0.5 shrink-0 text-text-3" />}
          lines={NOT_PROVEN}
        />
      </div>
    </Card>
  );
}

interface ListProps {
  readonly title: string;
  readonly sign: ReactNode;
  readonly lines: readonly string[];
}

function List({ title, sign, lines }: ListProps) {
  return (
    <section aria-label={title}>
      <h3 className="font-medium">{title}</h3>
      <ul className="mt-1.5 flex flex-col gap-1.5 text-text-2">
        {lines.map((line) => (
          <li key={line} className="flex gap-2 text-pretty">
            {sign}
            <span>{line}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
