import { isApiError } from '@sync-user/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ObjectStateBadge } from '../../components/ObjectStateBadge.tsx';
import { NotSynced } from '../../components/NotSynced.tsx';
import { Page } from '../../components/Page.tsx';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { useReloadObject } from '../../components/use-reload-object.ts';
import { objectQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RetryIcon, TableIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { AmountsCard } from './AmountsCard.tsx';
import { FieldsView } from './FieldsView.tsx';
import { LoadsView } from './LoadsView.tsx';
import { MappedFields } from './MappedFields.tsx';
import { ObjectActions } from './ObjectActions.tsx';
import { ObjectFacts } from './ObjectFacts.tsx';
import { ObjectTabs } from './ObjectTabs.tsx';
import { ReadingCard } from './ReadingCard.tsx';
import { RowFilterCard } from './RowFilterCard.tsx';
import { RunningLoad } from './RunningLoad.tsx';
import { SchemaChanges } from './SchemaChanges.tsx';

const route = getRouteApi('/in/w/$workspace/objects/$object');

export function ObjectPage() {
  const { workspace, object: name } = route.useParams();
  const { view } = route.useSearch();
  const { data: detail, error, refetch } = useQuery(objectQuery(workspace, name));
  const { data: overview } = useQuery(overviewQuery(workspace));
  // The overview moves with the live events; the detail brings the fields.
  const object = overview?.objects.find((each) => each.name === name) ?? detail;
  const lost = detail?.fields.filter(({ trouble }) => trouble !== null) ?? [];
  const reload = useReloadObject(workspace, { name, label: object?.label ?? name });
  useTitle(object?.label ?? name, overview?.workspace.name);

  return (
    <Page
      above={
        <nav aria-label="Path" className="mb-1 text-sm text-text-3">
          <Link to="/w/$workspace/objects" params={{ workspace }} className="rounded-sm hover:underline">
            Objects
          </Link>
        </nav>
      }
      title={
        <span className="flex flex-wrap items-center gap-3">
          {object?.label ?? name}
          {object !== undefined && <ObjectStateBadge object={object} />}
        </span>
      }
      lead={
        object === undefined || object.label === name ? undefined : (
          <span className="font-mono text-xs">{name}</span>
        )
      }
      actions={
        object !== undefined && (
          <>
            <ObjectActions workspace={workspace} object={object} />
            <Link
              to="/w/$workspace/objects/$object/records"
              params={{ workspace, object: name }}
              search={{}}
              className={buttonClass({ kind: 'primary' })}
            >
              <TableIcon /> Browse records
            </Link>
          </>
        )
      }
    >
      {error !== null && detail === undefined && (
        <Card flush>
          {isApiError(error, 'OBJECT_NOT_SELECTED') ? (
            <NotSynced workspace={workspace} object={name} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      )}
      {detail === undefined && error === null && (
        <Card flush>
          <SkeletonRows rows={8} />
        </Card>
      )}
      {object?.trouble != null && (
        <TroubleNote
          trouble={object.trouble}
          action={
            <Button size="sm" busy={reload.isPending} onClick={() => reload.mutate()}>
              <RetryIcon /> Retry
            </Button>
          }
        />
      )}
      {object?.paused === true && (
        <Banner tone="quiet" title={`${object.label} is paused.`}>
          It is neither loaded nor asked for changes. Its rows are as old as the pause; resuming reads only
          what changed since.
        </Banner>
      )}
      {object !== undefined && detail !== undefined && (
        <>
          <ObjectTabs workspace={workspace} object={name} view={view} fieldCount={object.fieldCount} />
          {view === undefined && (
            <>
              <RunningLoad object={object} />
              <SchemaChanges workspace={workspace} object={name} waiting />
              {lost.length > 0 && <MappedFields title="Fields that cannot be read" fields={lost} />}
              <ObjectFacts object={object} schema={overview?.workspace.schema} />
              <AmountsCard workspace={workspace} object={name} schema={overview?.workspace.schema} />
              <ReadingCard key={name} workspace={workspace} object={object} />
              {object.trouble?.code !== 'SF_OBJECT_NOT_READABLE' && (
                <RowFilterCard key={`filter-${name}`} workspace={workspace} object={object} />
              )}
            </>
          )}
          {view === 'fields' && <FieldsView workspace={workspace} object={object} mapped={detail.fields} />}
          {view === 'loads' && <LoadsView workspace={workspace} object={object} />}
        </>
      )}
    </Page>
  );
}
