import type { MappedField, SelectedObject } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { fieldsQuery } from '../../lib/reading-queries.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { BackfillCard } from './BackfillCard.tsx';
import { FieldsGrid } from './FieldsGrid.tsx';
import { MappedFields } from './MappedFields.tsx';
import { SchemaChanges } from './SchemaChanges.tsx';

interface FieldsViewProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  /** As last known, for when the org cannot be asked. */
  readonly mapped: readonly MappedField[];
}

/** Every field of the object in the org, and what becomes of it. */
export function FieldsView({ workspace, object, mapped }: FieldsViewProps) {
  const { data, error, refetch } = useQuery(fieldsQuery(workspace, object.name));
  return (
    <>
      <SchemaChanges workspace={workspace} object={object.name} waiting />
      {data?.backfill != null && <BackfillCard backfill={data.backfill} />}
      {data === undefined && error === null && (
        <Card flush title="Fields">
          <SkeletonRows rows={10} />
        </Card>
      )}
      {data === undefined && error !== null && (
        <>
          <Card flush>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </Card>
          <MappedFields title="Mapped fields" fields={mapped} />
        </>
      )}
      {data !== undefined && <FieldsGrid workspace={workspace} object={object} answer={data} />}
      <SchemaChanges workspace={workspace} object={object.name} waiting={false} />
    </>
  );
}
