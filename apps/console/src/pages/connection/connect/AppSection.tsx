import type { SalesforceApp } from '@sync-user/contract';
import { Button } from '../../../ui/Button.tsx';
import { CopyId } from '../../../ui/CopyId.tsx';
import { Field } from '../../../ui/Field.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { CertificateBlock } from '../CertificateBlock.tsx';
import { useWriteApp } from '../use-connection-actions.ts';
import { ConnectSection } from './ConnectSection.tsx';
import type { ConnectForm } from './use-connect-form.ts';

interface AppSectionProps {
  readonly workspace: string;
  readonly app: SalesforceApp;
  readonly form: ConnectForm;
}

/** The External Client App to log in with: the one there is, or the keys of one. */
export function AppSection({ workspace, app, form }: AppSectionProps) {
  const { fields, set, asksApp, isWithheld } = form;
  const { method, clientId, clientSecret, ownApp } = fields;
  const write = useWriteApp(workspace);
  const canSave = method === 'jwt' && asksApp;
  return (
    <ConnectSection
      place={3}
      title="Which app asks?"
      lead={
        app.source === 'none'
          ? 'Salesforce lets an app in, not an address. Make an External Client App in your org; the guide names each step.'
          : isWithheld
            ? 'The app of this installation logs users in without a browser for its operators alone, since it would let anybody in as any user. Enter an app of your own org, or log in on Salesforce’s page.'
            : undefined
      }
    >
      {!asksApp && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-md border border-line bg-sunken/60 px-3 py-2.5">
          <div className="min-w-0">
            <p className="font-medium">
              {app.source === 'installation' ? 'The app of this installation' : 'The app of this workspace'}
            </p>
            {app.clientId !== null && <CopyId id={app.clientId} />}
          </div>
          <Button size="sm" onClick={() => set({ ownApp: true, clientId: '', clientSecret: '' })}>
            Use another app
          </Button>
        </div>
      )}
      {asksApp && (
        <>
          <Field
            label="Consumer key"
            required
            spellCheck={false}
            autoComplete="off"
            value={clientId}
            onChange={(event) => set({ clientId: event.target.value })}
          />
          {method !== 'jwt' && (
            <Field
              label="Consumer secret"
              type="password"
              hint={
                method === 'web_server'
                  ? 'Stored encrypted, and never shown again. Leave it empty when the app works without one.'
                  : 'Stored encrypted, and never shown again.'
              }
              required={method === 'client_credentials'}
              autoComplete="off"
              value={clientSecret}
              onChange={(event) => set({ clientSecret: event.target.value })}
            />
          )}
          <div className="flex flex-wrap gap-2 empty:hidden">
            {canSave && (
              <Button
                busy={write.isPending}
                disabled={clientId.trim() === ''}
                onClick={() =>
                  write.mutate({ clientId: clientId.trim() }, { onSuccess: () => set({ ownApp: false }) })
                }
              >
                Use this app
              </Button>
            )}
            {ownApp && !isWithheld && app.source !== 'none' && (
              <Button kind="quiet" onClick={() => set({ ownApp: false })}>
                Keep the app there is
              </Button>
            )}
          </div>
          {write.error !== null && <ProblemNote error={write.error} />}
        </>
      )}
      {method === 'jwt' && !asksApp && <CertificateBlock workspace={workspace} app={app} />}
    </ConnectSection>
  );
}
