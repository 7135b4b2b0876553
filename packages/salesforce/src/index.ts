export { createOrgAccess, type OrgAccessOptions } from './access/org-access.ts';
export { DEFAULT_CLIENT_NAME, PINNED_API_VERSION } from './constants.ts';
export { createEventSource, type EventSourceOptions } from './events/create-event-source.ts';
export {
  DEFAULT_EVENT_ENDPOINT,
  type EventEndpoint,
  eventEndpointFor,
  parseEventEndpoint,
} from './events/event-endpoint.ts';
export { createEventSelector, DEFAULT_CHANNEL, type EventSelector } from './events/event-selection.ts';
export { assertSalesforceHost, type HostRules } from './hosts/assert-salesforce-host.ts';
export { createSalesforceAgent, type SalesforceAgent } from './http/create-salesforce-agent.ts';
export { DEFAULT_RETRY, type RetrySettings } from './http/retry.ts';
export {
  type AuthorizeRequest,
  buildAuthorizeUrl,
  createCodeVerifier,
  missingScopes,
  REQUIRED_SCOPES,
} from './oauth/authorize-url.ts';
export { callbackFault, type CallbackRefusal } from './oauth/callback-fault.ts';
export { createCertificate, fingerprintOf, type KeyPair } from './oauth/create-certificate.ts';
export { type CodeExchange, exchangeCode } from './oauth/exchange-code.ts';
export {
  type ClientCredentials,
  fetchClientCredentialsToken,
} from './oauth/fetch-client-credentials-token.ts';
export { fetchJwtToken, type JwtLogin } from './oauth/fetch-jwt-token.ts';
export type { GrantedToken } from './oauth/granted-token.ts';
export { refreshAccessToken, type RefreshGrant } from './oauth/refresh-access-token.ts';
export { type Revocation, revokeToken } from './oauth/revoke-token.ts';
export { fetchOrganization, type OrganizationFacts } from './org/fetch-organization.ts';
export { fetchUserInfo, type UserFacts } from './org/fetch-user-info.ts';
export type { ProbeOptions } from './org/probe.ts';
export { createSourceOrg, type SourceOrgOptions } from './org/source-org.ts';
