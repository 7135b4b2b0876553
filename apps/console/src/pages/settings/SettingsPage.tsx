import { useQuery } from '@tanstack/react-query';
import { useWorkspace } from '../../components/use-workspace.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { toCurl, toSql } from './snippets.ts';
import { WorkspaceForm } from './WorkspaceForm.tsx';

export function SettingsPage() {
  const slug = useWorkspace();
  const { data: overview, error, refetch } = useQuery(overviewQuery(slug));
  useTitle('Settings', overview?.workspace.name);
  if (overview === undefined) {
    return (
      <SettingsFrame>
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={5} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      </SettingsFrame>
    );
  }

  const { workspace, objects } = overview;
  return (
    <SettingsFrame>
      <Card title="Workspace">
        <WorkspaceForm key={workspace.slug} workspace={workspace} />
        <dl className="mt-5 grid gap-x-8 gap-y-2 border-t border-line pt-4 text-sm sm:grid-cols-3">
          <div>
            <dt className="text-text-3">Short name</dt>
            <dd>
              <CopyId id={workspace.slug} />
            </dd>
          </div>
          <div>
            <dt className="text-text-3">Schema in PostgreSQL</dt>
            <dd>
              <CopyId id={workspace.schema} />
            </dd>
          </div>
          <div>
            <dt className="text-text-3">Made</dt>
            <dd>
              <Time at={workspace.createdAt} />
            </dd>
          </div>
        </dl>
      </Card>
      <Card title="Read what was synced">
        <p className="mb-4 max-w-prose text-text-2">
          Every object is a table in the schema{' '}
          <span className="font-mono text-xs text-text">{workspace.schema}</span>: names as in Salesforce, in
          lower case, with real column types. Join it with your own tables, point a BI tool at it, or ask the
          API.
        </p>
        <div className="flex flex-col gap-4">
          <CodeBlock title="SQL" code={toSql(workspace.schema, objects)} />
          <CodeBlock title="API" code={toCurl(window.location.origin, workspace.slug, objects)} />
        </div>
      </Card>
    </SettingsFrame>
  );
}
