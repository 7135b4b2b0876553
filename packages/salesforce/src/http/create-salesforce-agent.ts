import { Agent } from 'undici';

/** What every call goes through: one pool of connections per org. Shared by all orgs of a process; its owner closes it. */
export type SalesforceAgent = Agent;

/**
 * HTTP/1.1 on purpose: one answer per connection makes an answer that breaks off plain to see, and one slow bulk page
 * cannot hold up its neighbours.
 */
export function createSalesforceAgent(): SalesforceAgent {
  return new Agent({
    allowH2: false,
    connections: 16,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    connect: { timeout: 10_000 },
    // A query is cancelled by Salesforce after 120 s and a composite may hold five of them one after another.
    // Source: Salesforce Developer Limits and Allocations, "API Request Limits and Allocations".
    headersTimeout: 300_000,
    // Silence between two pieces of an answer. Does not run while our own reader is the slow one.
    bodyTimeout: 120_000,
  });
}
