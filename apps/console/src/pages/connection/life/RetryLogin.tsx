import type { Connection } from '@sync-user/contract';
import { useBeginLogin } from '../../../lib/begin-login.ts';
import { showToast } from '../../../lib/toast-store.ts';
import { Button } from '../../../ui/Button.tsx';

interface RetryLoginProps {
  readonly workspace: string;
  readonly connection: Connection | null;
  readonly label?: string;
  /** For a connection that is not made in the browser, and for when there is none: the form. */
  readonly onForm: () => void;
}

/** Logs the same user in again: at once where Salesforce's page does it, else by the form with everything filled in. */
export function RetryLogin({ workspace, connection, label = 'Try again', onForm }: RetryLoginProps) {
  const login = useBeginLogin(workspace);
  if (connection === null) return null; // the form stands below
  const { method, loginUrl, username } = connection;
  return (
    <Button
      kind="primary"
      busy={login.isPending}
      onClick={() => {
        if (method !== 'web_server') {
          onForm();
          return;
        }
        login.mutate(
          { purpose: 'sync_user', loginUrl, ...(username !== null && { username }) },
          { onError: ({ message }) => showToast('bad', 'The login could not begin', message) },
        );
      }}
    >
      {label}
    </Button>
  );
}
