import { type Client, isApiError } from '@sync-user/sdk';

export const WORKSPACE = 'demo';

/** Every ten seconds: people who look at a demo do not wait half an hour. */
const POLL_INTERVAL_SECONDS = 10;

/**
 * Makes the demo workspace, connects its sync user through the client credentials flow, with the installation's app, and selects the
 * recommended objects and the org's custom ones. What is there already stays as it is: people may have changed it.
 */
export async function prepareWorkspace(
  client: Client,
  orgUrl: string,
  say: (line: string) => void,
): Promise<void> {
  const { workspaces } = await client.listWorkspaces();
  const isNew = !workspaces.some((workspace) => workspace.slug === WORKSPACE);
  if (isNew)
    await client.createWorkspace({
      slug: WORKSPACE,
      name: 'Demo',
      pollIntervalSeconds: POLL_INTERVAL_SECONDS,
    });

  const connected = await client.readConnection({ workspace: WORKSPACE }).catch((error: unknown) => {
    if (isApiError(error) && error.code === 'CONNECTION_MISSING') return undefined;
    throw error;
  });
  if (connected === undefined || (connected.state !== 'active' && connected.loginUrl !== orgUrl)) {
    say('Connecting the sync user …');
    await client.connect({ workspace: WORKSPACE, loginUrl: orgUrl });
  }
  if (!isNew) return;

  const { objects } = await client.listAvailableObjects({ workspace: WORKSPACE });
  const wanted = objects.filter(
    (object) => object.notSyncable === null && (object.recommended || object.name.endsWith('__c')),
  );
  for (const { name } of wanted)
    await client.selectObject({ workspace: WORKSPACE, object: name, fields: 'default' });
}

/** Says how the first load goes, until every object is live or failed. */
export async function reportLoad(
  client: Client,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let said = '';
  while (!signal.aborted) {
    const { objects } = await client.listObjects({ workspace: WORKSPACE });
    const open = objects.filter((object) => object.state === 'waiting' || object.state === 'loading');
    const rows = objects.reduce((sum, object) => sum + (object.load?.rowsLoaded ?? object.rows), 0);
    const line = `${objects.length - open.length} of ${objects.length} objects loaded, ${rows.toLocaleString('en-US')} rows`;
    if (line !== said) say(line);
    said = line;
    if (open.length === 0) return;
    await new Promise((done) => setTimeout(done, 1000));
  }
}
