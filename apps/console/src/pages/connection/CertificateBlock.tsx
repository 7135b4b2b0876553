import type { SalesforceApp } from '@sync-user/contract';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DownloadIcon, KeyIcon } from '../../ui/icons.tsx';
import { Time } from '../../ui/Time.tsx';
import { useCreateCertificate } from './use-connection-actions.ts';

interface CertificateBlockProps {
  readonly workspace: string;
  readonly app: SalesforceApp;
}

/** The certificate that an administrator uploads to the app, so that our signature is believed. */
export function CertificateBlock({ workspace, app }: CertificateBlockProps) {
  const create = useCreateCertificate(workspace);
  const { certificate } = app;
  if (certificate === null) {
    return (
      <div className="rounded-md border border-dashed border-line-strong p-4">
        <p className="text-text-2">
          We make a key pair here. The private key stays on this server, encrypted; its certificate is yours
          to upload.
        </p>
        <Button className="mt-3" busy={create.isPending} onClick={() => create.mutate()}>
          <KeyIcon /> Create certificate
        </Button>
      </div>
    );
  }
  return (
    <figure aria-label="Certificate" className="rounded-md border border-line">
      <figcaption className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-3 py-2">
        <span className="font-medium">Certificate</span>
        <span className="flex flex-wrap items-center gap-2">
          <CopyButton text={certificate.pem} label="Copy the certificate" />
          <a
            className={buttonClass({ size: 'sm' })}
            download="sync-user.crt"
            href={`data:application/x-x509-ca-cert;charset=utf-8,${encodeURIComponent(certificate.pem)}`}
          >
            <DownloadIcon /> Download sync-user.crt
          </a>
        </span>
      </figcaption>
      <dl className="flex flex-col gap-2 px-3 py-3 text-sm">
        <div>
          <dt className="text-text-3">Fingerprint (SHA-256)</dt>
          <dd className="font-mono text-xs break-all">{certificate.fingerprint}</dd>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <div>
            <dt className="text-text-3">Valid until</dt>
            <dd>
              <Time at={certificate.notAfter} until />
            </dd>
          </div>
          <Confirm
            trigger={
              <Button size="sm" kind="quiet">
                Make a new one
              </Button>
            }
            title="Make a new certificate?"
            action="Make a new one"
            busy={create.isPending}
            onConfirm={() => create.mutateAsync()}
          >
            <p>
              The key of this one is dropped at once. Until you have uploaded the new certificate to the app,
              logins with it are refused.
            </p>
          </Confirm>
        </div>
      </dl>
    </figure>
  );
}
