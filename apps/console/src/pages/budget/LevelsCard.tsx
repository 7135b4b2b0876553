import type { ApiBudget } from '@sync-user/contract';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';
import { LEVEL_WORDS } from './budget-words.ts';

/** What gives way first when calls get scarce, and where we stand. */
export function LevelsCard({ budget }: { readonly budget: ApiBudget }) {
  return (
    <Card flush label="When calls get scarce" title="When calls get scarce">
      <ol className="divide-y divide-line">
        {budget.levels.map(({ level, from, does }) => (
          <li
            key={level}
            aria-current={level === budget.level ? 'step' : undefined}
            className={cx(
              'grid gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[11rem_1fr_1.4fr]',
              level === budget.level && 'bg-sunken',
            )}
          >
            <span className="flex items-center gap-2 font-medium">
              {LEVEL_WORDS[level].word}
              {level === budget.level && <Badge tone="accent">now</Badge>}
            </span>
            <span className="text-text-3">{from}</span>
            <span className="text-text-2">{does}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
