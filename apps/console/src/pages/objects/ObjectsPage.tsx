import { useQuery } from '@tanstack/react-query';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { ObjectsTable } from '../../components/ObjectsTable.tsx';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { availableObjectsQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { SchemaChanges } from '../object/SchemaChanges.tsx';
import { AvailableObjects } from './AvailableObjects.tsx';
import { NewFields } from './NewFields.tsx';

export function ObjectsPage() {
  const workspace = useWorkspace();
  const overview = useQuery(overviewQuery(workspace));
  const available = useQuery({
    ...availableObjectsQuery(workspace),
    enabled: overview.data?.connection != null, // without one there is nobody to ask
  });
  useTitle('Objects', overview.data?.workspace.name);
  const objects = overview.data?.objects;
  const isUnconnected = overview.data?.connection === null;

  return (
    <Page
      title="Objects"
      lead={
        objects === undefined || objects.length === 0
          ? 'Choose what to sync. Each object becomes a table in PostgreSQL.'
          : `${formatCounted(objects.length, 'object')} ${objects.length === 1 ? 'is' : 'are'} synced, each into a table of the schema ${overview.data?.workspace.schema}.`
      }
    >
      {overview.error !== null && objects === undefined && (
        <Card flush>
          <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
        </Card>
      )}
      {overview.isPending && (
        <Card flush>
          <SkeletonRows rows={6} />
        </Card>
      )}
      {objects !== undefined && objects.length > 0 && <SchemaChanges workspace={workspace} waiting />}
      {objects !== undefined && objects.length > 0 && (
        <Card flush title="Synced">
          <ObjectsTable workspace={workspace} objects={objects} editable />
        </Card>
      )}
      {isUnconnected && (
        <Card flush>
          <NeedsConnection workspace={workspace}>
            The list of objects comes from your org. Connect a Salesforce user to see what it can read.
          </NeedsConnection>
        </Card>
      )}
      {!isUnconnected && overview.isSuccess && (
        <Card flush title="In your org">
          {available.isPending && <SkeletonRows rows={8} />}
          {available.error !== null && available.data === undefined && (
            <ErrorState error={available.error} onRetry={() => void available.refetch()} />
          )}
          {available.data !== undefined && (
            <AvailableObjects workspace={workspace} available={available.data} selected={objects ?? []} />
          )}
        </Card>
      )}
      {objects !== undefined && objects.length > 0 && !isUnconnected && <NewFields workspace={workspace} />}
      {objects !== undefined && objects.length > 0 && <SchemaChanges workspace={workspace} waiting={false} />}
    </Page>
  );
}
