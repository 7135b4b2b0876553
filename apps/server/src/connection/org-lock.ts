import { SyncError } from '@sync-user/contract';

interface Org {
  readonly organizationId: string | null;
  readonly organizationName: string | null;
}

/**
 * The org lock: one workspace holds the data of one org. A sandbox that was refreshed is another org under the same
 * address; that is told apart, because it is no mistake of whoever logs in.
 *
 * @returns the refusal; undefined when the orgs are the same, or the workspace has none yet
 */
export function otherOrgRefusal(
  held: Org,
  found: Org,
  sandbox: { readonly wasSandbox: boolean; readonly sameAddress: boolean },
): SyncError | undefined {
  if (held.organizationId === null || held.organizationId === found.organizationId) return undefined;
  const before = nameOf(held);
  const now = nameOf(found);
  const details = { heldOrg: held.organizationId, foundOrg: found.organizationId ?? 'unknown' };
  if (sandbox.wasSandbox && sandbox.sameAddress) {
    return new SyncError(
      'SF_SANDBOX_REFRESHED',
      `The address that led to ${before} leads to ${now} now: the sandbox was refreshed. This workspace still holds the data from before.`,
      details,
    );
  }
  return new SyncError(
    'SF_WRONG_ORG',
    `This login leads to ${now}; this workspace holds the data of ${before}.`,
    details,
  );
}

function nameOf(org: Org): string {
  return org.organizationName === null
    ? `the org ${org.organizationId}`
    : `“${org.organizationName}” (${org.organizationId})`;
}
