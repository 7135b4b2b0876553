import type { RepairPlan } from '@sync-user/contract';
import { download } from '../../lib/download.ts';
import { toZip } from '../../lib/zip.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';

/** The same permission set for who deploys by other ways: metadata, or steps for a person. */
export function RepairExport({ plan }: { readonly plan: RepairPlan }) {
  const { files, writtenSteps, permissionSet } = plan;
  const archive = `${permissionSet.name}.zip`;
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="Metadata">
        <h3 className="font-medium">As Salesforce metadata</h3>
        <p className="mt-0.5 text-sm text-text-2">
          A project for the Salesforce CLI. Unpack it and run{' '}
          <span className="font-mono text-xs">sf project deploy start --manifest package.xml</span>. Then
          assign the permission set.
        </p>
        <ul className="mt-3 divide-y divide-line rounded-md border border-line">
          {files.map(({ path, content }) => (
            <li key={path} className="flex items-center justify-between gap-3 py-1 pr-1 pl-3">
              <span className="min-w-0 font-mono text-xs break-all">{path}</span>
              <button
                type="button"
                aria-label={`Download ${path}`}
                className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-sm text-text-2 hover:bg-hover hover:text-text"
                onClick={() => download(path.split('/').at(-1) ?? path, content, 'application/xml')}
              >
                <DownloadIcon /> Download
              </button>
            </li>
          ))}
        </ul>
        <Button
          className="mt-3"
          kind="primary"
          onClick={() => download(archive, toZip(files), 'application/zip')}
        >
          <DownloadIcon /> Download all as {archive}
        </Button>
      </section>
      <section aria-label="Written steps">
        <div className="flex items-center justify-between gap-3">
          <h3 className="font-medium">As steps for an administrator</h3>
          <CopyButton
            label="Copy the steps"
            text={writtenSteps.map((step, index) => `${index + 1}. ${step}`).join('\n')}
          />
        </div>
        <ol
          className="mt-2 flex max-h-72 list-decimal flex-col gap-2 overflow-y-auto pl-6 text-text-2"
          tabIndex={0}
        >
          {writtenSteps.map((step) => (
            <li key={step} className="wrap-anywhere">
              {step}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
