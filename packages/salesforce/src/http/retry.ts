/** How often and how patiently a call is repeated. */
export interface RetrySettings {
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetrySettings = { attempts: 5, baseDelayMs: 500, maxDelayMs: 30_000 };

/** 420 is Salesforce's edge without a route to the org: a move takes longer than our patience, so two more tries. */
const EDGE_WITHOUT_ROUTE = 420;
const EDGE_ATTEMPTS = 3;

/**
 * Statuses that may be gone in a moment.
 * Source: REST API Developer Guide, "Status Codes and Error Responses"; the list agrees with npm jsforce 3.
 */
const PASSING_STATUSES: ReadonlySet<number> = new Set([EDGE_WITHOUT_ROUTE, 429, 500, 502, 503, 504]);

export function isPassingStatus(status: number): boolean {
  return PASSING_STATUSES.has(status);
}

/** True when a call that failed `failures` times, last with `status`, has tries left. */
export function hasTriesLeft(settings: RetrySettings, failures: number, status: number | undefined): boolean {
  const attempts =
    status === EDGE_WITHOUT_ROUTE ? Math.min(EDGE_ATTEMPTS, settings.attempts) : settings.attempts;
  return failures < attempts;
}

/** Full jitter: anywhere between nothing and the doubled delay, so that callers who failed together come back apart. */
export function retryDelayMs(settings: RetrySettings, failures: number, random: () => number): number {
  return random() * Math.min(settings.maxDelayMs, settings.baseDelayMs * 2 ** (failures - 1));
}
