import type { Overview, Plan, Workspace } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useId, useState } from 'react';
import { api } from '../../lib/api.ts';
import { type BudgetEffect, budgetEffect } from '../../lib/budget-effect.ts';
import { formatCount } from '../../lib/format-number.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Time } from '../../ui/Time.tsx';
import { BudgetBar } from './BudgetBar.tsx';
import { formatPlanned } from './budget-words.ts';

interface BudgetCardProps {
  /** What is saved; the plan may have been made before. */
  readonly workspace: Workspace;
  readonly plan: Plan;
}

/** Our share and the floor, as a picture that moves while they are changed: the effect is seen before it is saved. */
export function BudgetCard({ workspace, plan }: BudgetCardProps) {
  const { budget } = plan;
  const { limit } = budget;
  const queryClient = useQueryClient();
  const { slug, apiSharePercent, apiFloorPercent } = workspace;
  const [sharePercent, setShare] = useState(apiSharePercent);
  const [floorPercent, setFloor] = useState(apiFloorPercent);
  const wish = { sharePercent, floorPercent };
  const isChanged = sharePercent !== apiSharePercent || floorPercent !== apiFloorPercent;
  const effect = budgetEffect(plan, wish);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      api.changeWorkspace({ workspace: slug, apiSharePercent: sharePercent, apiFloorPercent: floorPercent }),
    onSuccess: (changed) => {
      showToast('good', 'The budget is saved.');
      queryClient.setQueryData(overviewQuery(slug).queryKey, (overview: Overview | undefined) =>
        overview === undefined ? undefined : { ...overview, workspace: changed },
      );
      void queryClient.invalidateQueries({ queryKey: ['workspace', slug, 'plan'] });
    },
  });
  return (
    <Card
      label="Budget"
      title="Budget"
      aside={
        budget.at !== null && (
          <span className="text-sm text-text-3">
            as the org said <Time at={budget.at} />
          </span>
        )
      }
    >
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && !save.isPending) save.mutate();
        }}
      >
        {limit === null ? (
          <p className="text-text-2">The org tells its limit with the first call; the picture comes then.</p>
        ) : (
          <BudgetBar budget={{ ...budget, limit }} wish={wish} />
        )}
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          <Slider
            label="Reading may use"
            hint="Of the org’s limit. People’s writes are not held up by it."
            min={1}
            max={100}
            value={sharePercent}
            onChange={setShare}
          />
          <Slider
            label="Always left to others"
            hint="The floor: nothing of ours touches it, whatever happens."
            min={0}
            max={50}
            value={floorPercent}
            onChange={setFloor}
          />
        </div>
        {effect !== null && limit !== null && (
          <Effect effect={effect} limit={limit} planned={plan.forecast.calls} isChanged={isChanged} />
        )}
        {save.error !== null && <ProblemNote error={save.error} />}
        {isChanged && (
          <div className="flex gap-2">
            <Button type="submit" kind="primary" busy={save.isPending}>
              Save budget
            </Button>
            <Button
              onClick={() => {
                setShare(apiSharePercent);
                setFloor(apiFloorPercent);
              }}
            >
              Cancel
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

interface SliderProps {
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Slider({ label, hint, min, max, value, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <output htmlFor={id} className="font-medium">
          {value}%
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        value={value}
        aria-describedby={`${id}-hint`}
        aria-valuetext={`${value} percent`}
        className="slider"
        style={{ '--part': (value - min) / (max - min) } as CSSProperties}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <p id={`${id}-hint`} className="text-sm text-text-3">
        {hint}
      </p>
    </div>
  );
}

interface EffectProps {
  readonly effect: BudgetEffect;
  readonly limit: number;
  readonly planned: number;
  readonly isChanged: boolean;
}

function Effect({ effect, limit, planned, isChanged }: EffectProps) {
  const { allowed, floor, plan, now } = effect;
  const need = `a day as planned needs about ${formatPlanned(planned)}`;
  const fit = {
    fits: `${need}: everything is read as often as wanted.`,
    tight: `${need}. That is more than 80%: on such a day polls come at twice their interval.`,
    too_much: `${need}. That is too much: objects would be read more rarely.`,
  }[plan];
  return (
    <div
      role="status"
      aria-label="Effect"
      className={cx(
        'flex flex-col gap-1 rounded-md px-3 py-2.5 text-sm',
        plan === 'too_much' || now !== 'goes_on' ? 'bg-warn-soft' : 'bg-sunken',
      )}
    >
      <p className="font-medium">{isChanged ? 'What saving this does' : 'What this comes to'}</p>
      <p className="text-text-2">
        Reading may make {formatCount(allowed)} calls in 24 hours; {fit}
      </p>
      <p className="text-text-2">
        {floor === 0
          ? 'Nothing is kept for others: reading may use the last call of the org.'
          : `When all apps together have used ${formatCount(limit - floor)}, we stop; ${formatCount(floor)} stay for others.`}
      </p>
      {now !== 'goes_on' && (
        <p className="font-medium text-warn">
          {now === 'floor_reached'
            ? 'That much is used already: reading stops at once, until calls come back.'
            : 'More than that is used by us already: reading waits until calls come back.'}
        </p>
      )}
    </div>
  );
}
