import type { Connection } from '@sync-user/contract';
import { useReconnect } from '../use-connection-actions.ts';
import { Button } from '../../../ui/Button.tsx';

interface ReconnectButtonProps {
  readonly workspace: string;
  readonly connection: Connection;
  /** Where other credentials are entered. */
  readonly onForm: () => void;
}

/** The way back for the user in force: Salesforce's page, or the stored credentials at once, which may have changed. */
export function ReconnectButton({ workspace, connection, onForm }: ReconnectButtonProps) {
  const reconnect = useReconnect(workspace, connection);
  return (
    <div className="flex flex-wrap gap-2">
      {connection.method !== 'web_server' && <Button onClick={onForm}>Enter new credentials</Button>}
      <Button kind="primary" busy={reconnect.isPending} onClick={reconnect.run}>
        Reconnect
      </Button>
    </div>
  );
}
