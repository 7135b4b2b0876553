import type { WireFault } from '../http/send-answer.ts';

/** What shall go wrong. `status`, `reset` and `delay` come before the route; the others spoil its answer. */
export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string | null;
      readonly contentType: string | null;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** The connection breaks and nothing was done. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly ms: number }
  | WireFault;

export interface FaultRule {
  readonly id: number;
  readonly action: FaultAction;
  /** Upper case; any when null. */
  readonly method: string | null;
  /** Of path and query string; any when null. */
  readonly path: RegExp | null;
  /** Matching requests to let pass first. */
  skip: number;
  /** Matching requests still to spoil. */
  times: number;
}

/** Salesforce Edge and proxies answer in HTML, not JSON. Source: facts 2.7. */
const EDGE_PAGES: Readonly<Record<number, string>> = {
  420: '<html><head><title>Error</title></head><body>Salesforce Edge: the requested host is not available.</body></html>',
  502: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  503: '<html><head><title>Service Unavailable</title></head><body>We are down for maintenance. Sorry for the inconvenience.</body></html>',
};

export class FaultRules {
  #rules: FaultRule[] = [];
  #lastId = 0;

  add(rule: Omit<FaultRule, 'id'>): FaultRule {
    this.#lastId += 1;
    const added = { ...rule, id: this.#lastId };
    this.#rules.push(added);
    return added;
  }

  /** The first rule that wants this request; it is used up by one. */
  take(method: string, url: string): FaultAction | undefined {
    for (const rule of this.#rules) {
      if (rule.method !== null && rule.method !== method) continue;
      if (rule.path !== null && !rule.path.test(url)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.times -= 1;
      if (rule.times <= 0) this.#rules = this.#rules.filter((one) => one !== rule);
      return rule.action;
    }
    return undefined;
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  clear(): void {
    this.#rules = [];
  }
}

/** The body a status has when the rule gives none. */
export function defaultFaultBody(status: number): { readonly body: string; readonly contentType: string } {
  const page = EDGE_PAGES[status];
  if (page !== undefined) return { body: page, contentType: 'text/html' };
  const body = [
    {
      message: `An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-987654321)`,
      errorCode: status === 503 ? 'SERVER_UNAVAILABLE' : 'UNKNOWN_EXCEPTION',
    },
  ];
  return { body: JSON.stringify(body), contentType: 'application/json;charset=UTF-8' };
}
