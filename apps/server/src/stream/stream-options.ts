import {
  createEventSelector,
  createEventSource,
  eventEndpointFor,
  parseEventEndpoint,
} from '@sync-user/salesforce';
import type { Config } from '../config.ts';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { enterCall, type OpenOrg } from '../connection/open-org.ts';
import type { StreamOptions } from './start-streams.ts';
import type { StreamContext } from './stream-context.ts';

/** Orgs of Salesforce's own; with an endpoint of the operator's, any. */
const SALESFORCES = '^https://[^/]+[.]my[.](salesforce[.]com|salesforce[.]mil|sfcrmproducts[.]cn)$';
const ANY = '.';

export function streamOptions({
  config,
  context,
  broker,
  openOrg,
  onApplied,
}: {
  readonly config: Pick<Config, 'PUBSUB_ENDPOINT' | 'STREAM_WORKSPACES'>;
  readonly context: ConnectionContext;
  readonly broker: Broker;
  readonly openOrg: OpenOrg;
  readonly onApplied: StreamContext['onApplied'];
}): StreamOptions {
  const { extraHosts, clock } = context;
  const named =
    config.PUBSUB_ENDPOINT === '' ? undefined : parseEventEndpoint(config.PUBSUB_ENDPOINT, extraHosts);
  return {
    limit: config.STREAM_WORKSPACES,
    instances: named === undefined ? SALESFORCES : ANY,
    context: {
      ...context,
      openOrg,
      onApplied,
      openSource: ({ workspaceId, organizationId, instanceUrl }) => {
        const endpoint = eventEndpointFor(instanceUrl, named, extraHosts);
        return (
          endpoint &&
          createEventSource({
            endpoint,
            tokens: broker.tokensOfSyncUser(workspaceId, organizationId),
            organizationId,
            clock,
          })
        );
      },
      openSelector: (workspaceId, organizationId) =>
        createEventSelector({
          tokens: broker.tokensOfSyncUser(workspaceId, organizationId),
          dispatcher: context.agent,
          clock,
          extraHosts,
          onCall: (call) => enterCall(context, workspaceId, call),
        }),
    },
  };
}
