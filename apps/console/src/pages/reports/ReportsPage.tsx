import { useQuery } from '@tanstack/react-query';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { CampaignListsCard } from './CampaignListsCard.tsx';
import { MoneyCard } from './MoneyCard.tsx';
import { PipelineCard } from './PipelineCard.tsx';

/** What the mirror tells of sales and marketing. */
export function ReportsPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  useTitle('Reports', overview?.workspace.name);
  return (
    <Page title="Reports" lead="Made of the mirror: no report costs an API call.">
      <PipelineCard workspace={workspace} />
      <MoneyCard workspace={workspace} />
      <CampaignListsCard workspace={workspace} />
    </Page>
  );
}
