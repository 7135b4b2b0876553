import { useQuery } from '@tanstack/react-query';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { formatCount, formatShare } from '../../lib/format-number.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { planQuery } from '../../lib/reading-queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { LEVEL_WORDS } from './budget-words.ts';
import { BudgetCard } from './BudgetCard.tsx';
import { CallsByCard } from './CallsByCard.tsx';
import { ForecastCard } from './ForecastCard.tsx';
import { LevelsCard } from './LevelsCard.tsx';
import { ModesCard } from './ModesCard.tsx';

/** What reading costs the org, what it may cost, and what happens when calls get scarce. */
export function BudgetPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: plan, error, refetch } = useQuery(planQuery(workspace));
  useTitle('API budget', overview?.workspace.name);
  const isEmpty = overview?.connection === null && plan?.objects.length === 0;

  return (
    <Page
      title="API budget"
      lead="Salesforce gives an org so many API calls in 24 hours, for all its apps together. This is our part."
    >
      {plan === undefined ? (
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={7} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      ) : isEmpty ? (
        <Card flush>
          <NeedsConnection workspace={workspace}>
            The org tells its limit with the first call; what reading costs is shown here from then on.
          </NeedsConnection>
        </Card>
      ) : (
        <>
          <Banner
            tone={LEVEL_WORDS[plan.budget.level].tone}
            label="Level"
            title={
              plan.budget.used === null || plan.budget.limit === null
                ? 'The org has not told its limit yet.'
                : `${LEVEL_WORDS[plan.budget.level].word}: ${formatCount(plan.budget.used)} of ${formatCount(plan.budget.limit)} calls used by all apps (${formatShare(plan.budget.used, plan.budget.limit)}), ${formatCount(plan.budget.ours)} of them ours.`
            }
          >
            {plan.budget.says}
            {!plan.fits &&
              ' The plan does not fit into the budget: objects are read more rarely than wanted.'}
          </Banner>
          {overview !== undefined && (
            <BudgetCard
              key={`${overview.workspace.apiSharePercent} ${overview.workspace.apiFloorPercent}`}
              workspace={overview.workspace}
              plan={plan}
            />
          )}
          <LevelsCard budget={plan.budget} />
          <CallsByCard workspace={workspace} />
          <ModesCard plan={plan} workspace={workspace} />
          <ForecastCard workspace={workspace} plan={plan} />
        </>
      )}
    </Page>
  );
}
