import { useQuery } from '@tanstack/react-query';
import { download } from '../../lib/download.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { configurationFileQuery } from './configuration-queries.ts';

/** The workspace's settings to take elsewhere. */
export function ConfigurationExport({ workspace }: { readonly workspace: string }) {
  const { data: file, error, refetch } = useQuery(configurationFileQuery(workspace));
  if (file === undefined) {
    return (
      <Card title="Take this configuration elsewhere">
        {error === null ? (
          <SkeletonRows rows={2} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Card>
    );
  }
  const { fileName, text, objects, fields, notes } = file;
  return (
    <Card title="Take this configuration elsewhere">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <p className="max-w-prose min-w-0 flex-1 basis-72 text-pretty text-text-2">
          {formatCounted(objects, 'object')} with {formatCounted(fields, 'field')}, row filters, intervals,
          private fields and the settings of this workspace, by developer name. No ids and no secrets are in
          it, so it can stand in a repository and be applied to another org.
        </p>
        <Button onClick={() => download(fileName, text, 'application/yaml')}>
          <DownloadIcon /> Download
        </Button>
      </div>
      {notes.length > 0 && (
        <Banner tone="warn" className="mt-4" title="Not everything in it holds in another org">
          <ul className="flex flex-col gap-1">
            {notes.map(({ path, message }) => (
              <li key={path} className="wrap-anywhere">
                <span className="font-mono text-xs">{path}</span> {message}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <details className="mt-3">
        <summary className="w-max cursor-pointer text-sm text-text-2 hover:text-text">Read the file</summary>
        <div className="mt-2 max-h-96 overflow-y-auto">
          <CodeBlock title={fileName} code={text} />
        </div>
      </details>
    </Card>
  );
}
