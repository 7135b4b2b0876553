import { isApiError } from '@sync-user/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { LoadProgress } from '../../components/LoadProgress.tsx';
import { ObjectStateBadge } from '../../components/ObjectStateBadge.tsx';
import { NotSynced } from '../../components/NotSynced.tsx';
import { Page } from '../../components/Page.tsx';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { useReloadObject } from '../../components/use-reload-object.ts';
import { objectQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RetryIcon, TableIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { FieldsCard } from './FieldsCard.tsx';
import { ObjectActions } from './ObjectActions.tsx';
import { ObjectFacts } from './ObjectFacts.tsx';

const route = getRouteApi('/in/w/$workspace/objects/$object');

export function ObjectPage() {
  const { workspace, object: name } = route.useParams();
  const { data: detail, error, refetch } = useQuery(objectQuery(workspace, name));
  const { data: overview } = useQuery(overviewQuery(workspace));
  // The overview moves with the live events; the detail brings the fields.
  const object = overview?.objects.find((each) => each.name === name) ?? detail;
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
      {object?.state === 'loading' && object.load !== null && (
        <Card title="First load">
          <LoadProgress label={object.label} load={object.load} />
        </Card>
      )}
      {object !== undefined && <ObjectFacts object={object} schema={overview?.workspace.schema} />}
      {detail === undefined && error === null && (
        <Card flush title="Fields">
          <SkeletonRows rows={8} />
        </Card>
      )}
      {detail !== undefined && <FieldsCard fields={detail.fields} />}
    </Page>
  );
}
