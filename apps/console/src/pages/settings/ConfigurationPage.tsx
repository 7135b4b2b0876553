import { useQuery } from '@tanstack/react-query';
import { useWorkspace } from '../../components/use-workspace.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { ConfigurationExport } from './ConfigurationExport.tsx';
import { ConfigurationImport } from './ConfigurationImport.tsx';
import { ConfigurationSnapshots } from './ConfigurationSnapshots.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';

/** From a sandbox's workspace to production's, as a file that people read. */
export function ConfigurationPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  useTitle('Configuration', overview?.workspace.name);
  return (
    <SettingsFrame>
      <ConfigurationExport workspace={workspace} />
      <ConfigurationImport
        key={workspace}
        workspace={workspace}
        name={overview?.workspace.name ?? workspace}
        isConnected={overview === undefined || overview.connection !== null}
      />
      <ConfigurationSnapshots workspace={workspace} />
    </SettingsFrame>
  );
}
