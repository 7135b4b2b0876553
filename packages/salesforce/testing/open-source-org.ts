import type { AccessToken, CallContext, Clock, MadeCall, SourceOrg } from '@sync-user/engine';
import { createSalesforceAgent } from '../src/http/create-salesforce-agent.ts';
import { createSourceOrg, type SourceOrgOptions } from '../src/org/source-org.ts';

/** A clock whose sleeps end at once and are remembered. */
export interface ImpatientClock extends Clock {
  readonly sleptMs: readonly number[];
}

export function impatientClock(): ImpatientClock {
  const sleptMs: number[] = [];
  return {
    sleptMs,
    nowMs: () => Date.now(),
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      sleptMs.push(ms);
    },
  };
}

export interface OpenSourceOrg extends AsyncDisposable {
  readonly source: SourceOrg;
  readonly calls: readonly MadeCall[];
  readonly clock: ImpatientClock;
  /** Tokens that were given back as stale, in order. */
  readonly renewals: readonly string[];
  readonly options: Omit<SourceOrgOptions, 'tokens'>;
}

/** A source org on `instanceUrl`, with a ledger that can be looked at. Renewals give `token-1`, `token-2` … */
export function openSourceOrg(instanceUrl: string, overrides: Partial<SourceOrgOptions> = {}): OpenSourceOrg {
  const calls: MadeCall[] = [];
  const renewals: string[] = [];
  const clock = impatientClock();
  const dispatcher = createSalesforceAgent();
  let token: AccessToken = { token: 'token-0', instanceUrl };
  const options = {
    dispatcher,
    clock,
    onCall: (call: MadeCall) => void calls.push(call),
    extraHosts: ['127.0.0.1', 'localhost'],
    random: () => 1,
  };
  const source = createSourceOrg({
    ...options,
    tokens: {
      current: async () => token,
      renew: async (stale) => {
        renewals.push(stale.token);
        token = { token: `token-${renewals.length}`, instanceUrl };
        return token;
      },
    },
    ...overrides,
  });
  return {
    source,
    calls,
    clock,
    renewals,
    options,
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

export function contextOf(overrides: Partial<CallContext> = {}): CallContext {
  return { cause: 'poll', sobject: null, signal: new AbortController().signal, ...overrides };
}
