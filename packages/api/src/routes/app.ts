import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function appRoutes({
  app,
}: Services): Pick<
  Handlers,
  'readSalesforceApp' | 'writeSalesforceApp' | 'removeSalesforceApp' | 'createCertificate'
> {
  return {
    readSalesforceApp: ({ workspaceId }) => app.read(workspaceId),
    writeSalesforceApp: ({ workspaceId, body, caller }) => app.write(workspaceId, body, caller),
    removeSalesforceApp: ({ workspaceId, caller }) => app.remove(workspaceId, caller),
    createCertificate: ({ workspaceId, caller }) => app.createCertificate(workspaceId, caller),
  };
}
