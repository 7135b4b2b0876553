export { createOrgAccess, type OrgAccessOptions } from './access/org-access.ts';
export { DEFAULT_CLIENT_NAME, PINNED_API_VERSION } from './constants.ts';
export { assertSalesforceHost, type HostRules } from './hosts/assert-salesforce-host.ts';
export { createSalesforceAgent, type SalesforceAgent } from './http/create-salesforce-agent.ts';
export { DEFAULT_RETRY, type RetrySettings } from './http/retry.ts';
export {
  type ClientCredentials,
  fetchClientCredentialsToken,
  type GrantedToken,
} from './oauth/fetch-client-credentials-token.ts';
export { fetchOrganization, type OrganizationFacts } from './org/fetch-organization.ts';
export { fetchUserInfo, type UserFacts } from './org/fetch-user-info.ts';
export type { ProbeOptions } from './org/probe.ts';
export { createSourceOrg, type SourceOrgOptions } from './org/source-org.ts';
