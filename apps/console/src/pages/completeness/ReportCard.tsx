import { useQuery } from '@tanstack/react-query';
import { reportKeyQuery } from '../../lib/proof-queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';
import { useReport } from './use-report.ts';

const VERIFY = [
  'sync-user completeness key > report-key.pem',
  'sync-user completeness verify REPORT.json --key report-key.pem',
].join('\n');

/** The proof to take away, and how anybody else checks that nobody has changed it. */
export function ReportCard({ workspace }: { readonly workspace: string }) {
  const { data: key } = useQuery(reportKeyQuery);
  const report = useReport(workspace);
  return (
    <Card
      label="Signed report"
      title="Signed report"
      aside={
        <Button size="sm" busy={report.isPending} onClick={() => report.mutate()}>
          <DownloadIcon /> Download
        </Button>
      }
    >
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <div className="flex flex-col gap-3 text-text-2">
          <p className="text-pretty">
            Counts, groups, what differed and when, for every object, signed by this installation (Ed25519). A
            report of which one character was changed does not pass.
          </p>
          {key !== undefined && (
            <>
              <p className="text-sm">
                Signed with the key <CopyId id={key.keyId} />
              </p>
              <p className="text-sm text-pretty">
                Keep the public key apart from the reports: who can change both can forge both.
              </p>
            </>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <CodeBlock title="How to check one" code={VERIFY} />
          {key !== undefined && <CodeBlock title="Public key" code={key.publicKey.trim()} />}
        </div>
      </div>
    </Card>
  );
}
