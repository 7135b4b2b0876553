/**
 * Whose jobs are whose. Source: Bulk API Developer Guide, "Errors": InvalidUser, "the job or batch specified was created by
 * another user"; that the permission to manage data integrations opens jobs, but not the rows in them, is assumed.
 */
import { SalesforceError } from '../errors.ts';
import { orgOf, type RestRequest } from '../rest/rest-request.ts';

interface OwnedJob {
  readonly createdById: string;
}

/** @throws SalesforceError for somebody else's job, unless the caller manages them */
export function assertMayManage(request: RestRequest, { createdById }: OwnedJob): void {
  const { userId } = request.caller;
  if (createdById !== userId && !orgOf(request).hasPermission(userId, 'ManageDataIntegrations'))
    throw anothersJob();
}

/** Rows went to who asked for them, as they may see them. @throws SalesforceError for everybody else */
export function assertOwnJob(request: RestRequest, { createdById }: OwnedJob): void {
  if (createdById !== request.caller.userId) throw anothersJob();
}

function anothersJob(): SalesforceError {
  return new SalesforceError(400, 'INVALIDUSER', 'The job was created by another user');
}
