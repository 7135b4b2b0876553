import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sayCompleteness } from '../../lib/completeness-words.ts';
import { completenessQuery } from '../../lib/proof-queries.ts';
import { cx } from '../../ui/cx.ts';

const WORDS = {
  good: 'proven complete',
  warn: 'partly proven complete',
  bad: 'not all as in Salesforce',
  idle: 'not compared yet',
} as const;

/** Whether the rows are all there are, with the way to the proof. */
export function ProofLink({ workspace }: { readonly workspace: string }) {
  const { data: completeness } = useQuery(completenessQuery(workspace));
  if (completeness === undefined) return null;
  const { tone } = sayCompleteness(completeness);
  return (
    <Link
      to="/w/$workspace/completeness"
      params={{ workspace }}
      className={cx('hover:underline', tone === 'bad' && 'text-bad')}
    >
      {WORDS[tone]}
    </Link>
  );
}
