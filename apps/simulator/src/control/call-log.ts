/** One request as the control plane remembers it. */
export interface LoggedCall {
  readonly at: string;
  readonly method: string;
  /** With the query string, cut where it is long. */
  readonly url: string;
  readonly kind: string;
  /** 0 while it runs, and when the connection was broken on purpose. */
  status: number;
  ms: number;
  fault: string | null;
}

const KEPT_CALLS = 2000;
const MAX_URL_CHARACTERS = 500;

/** The last requests, and counts of all of them since the start. */
export class CallLog {
  #calls: LoggedCall[] = [];
  readonly #byKind = new Map<string, number>();
  readonly #byStatus = new Map<number, number>();
  #total = 0;

  open(now: number, method: string, url: string, kind: string): LoggedCall {
    const call: LoggedCall = {
      at: new Date(now).toISOString(),
      method,
      url: url.length > MAX_URL_CHARACTERS ? `${url.slice(0, MAX_URL_CHARACTERS)}…` : url,
      kind,
      status: 0,
      ms: 0,
      fault: null,
    };
    this.#total += 1;
    this.#byKind.set(kind, (this.#byKind.get(kind) ?? 0) + 1);
    this.#calls.push(call);
    if (this.#calls.length > KEPT_CALLS * 2) this.#calls = this.#calls.slice(-KEPT_CALLS);
    return call;
  }

  close(call: LoggedCall, status: number, ms: number): void {
    call.status = status;
    call.ms = Math.round(ms);
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }

  last(count: number): readonly LoggedCall[] {
    return this.#calls.slice(-Math.min(count, KEPT_CALLS));
  }

  statistics(): { readonly requests: number; readonly byKind: object; readonly byStatus: object } {
    return {
      requests: this.#total,
      byKind: Object.fromEntries(this.#byKind),
      byStatus: Object.fromEntries(this.#byStatus),
    };
  }

  clear(): void {
    this.#calls = [];
    this.#byKind.clear();
    this.#byStatus.clear();
    this.#total = 0;
  }
}
