/** What a person wants for an object. `auto`: whatever is cheapest for the wanted freshness. */
export const READ_MODES = ['auto', 'events', 'poll'] as const;
export type ReadMode = (typeof READ_MODES)[number];

/** How an object is read at present. Loads and large deltas travel in bulk either way. */
export const READ_TRANSPORTS = ['events', 'poll'] as const;
export type ReadTransport = (typeof READ_TRANSPORTS)[number];

/** By which of Salesforce's interfaces a call went. `oauth` and `events` are not counted by Salesforce. */
export const CALL_TRANSPORTS = ['rest', 'composite', 'bulk', 'events', 'oauth'] as const;
export type CallTransport = (typeof CALL_TRANSPORTS)[number];

/**
 * How scarce API calls are. Each stops more than the one before:
 *
 *   plenty ── 80 % ──▶ tight ── 95 % ──▶ scarce ── share spent ──▶ share_spent ── floor reached ──▶ spent
 */
export const BUDGET_LEVELS = ['plenty', 'tight', 'scarce', 'share_spent', 'spent'] as const;
export type BudgetLevel = (typeof BUDGET_LEVELS)[number];
