/** What the simulated org does at the tests' command: its control plane, by HTTP. See apps/simulator/README.md. */

export interface FaultOrder {
  readonly kind: 'status' | 'reset' | 'delay' | 'lost' | 'cut' | 'drip';
  readonly times?: number;
  readonly skip?: number;
  readonly method?: string;
  /** Regular expression over path and query. */
  readonly path?: string;
  readonly status?: number;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly ms?: number;
  readonly afterBytes?: number;
  readonly clean?: boolean;
  readonly gzip?: boolean;
  readonly bytesPerSecond?: number;
}

export interface LoggedCall {
  readonly method: string;
  readonly url: string;
  readonly kind: string;
  readonly status: number;
  readonly fault: string | null;
}

export interface OrgState {
  readonly organizationId: string;
  readonly now: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly apiUsage: {
    readonly used: number;
    readonly max: number;
    readonly apiCalls: number;
    readonly byKind: Readonly<Record<string, number>>;
  };
  readonly faults: number;
}

export type SaveOperation =
  | { readonly kind: 'create'; readonly object: string; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'update';
      readonly object: string;
      readonly id: string;
      readonly values: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'delete' | 'undelete' | 'purge'; readonly object: string; readonly id: string };

interface SaveResult {
  readonly id: string | null;
  readonly success: boolean;
  readonly errors: readonly unknown[];
}

export class OrgControl {
  readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  async send<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.baseUrl}/__simulator${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /__simulator${path} answers ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  state(): Promise<OrgState> {
    return this.send('GET', '');
  }

  /** Saves as the platform and returns the ids; a refused row fails the test. */
  async save(operations: readonly SaveOperation[], username?: string): Promise<string[]> {
    const { results } = await this.send<{ results: SaveResult[] }>('POST', '/records', {
      operations,
      ...(username === undefined ? {} : { username }),
    });
    return results.map((result) => {
      if (!result.success || result.id === null)
        throw new Error(`the org refused: ${JSON.stringify(result.errors)}`);
      return result.id;
    });
  }

  async fault(order: FaultOrder): Promise<void> {
    await this.send('POST', '/faults', order);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/faults');
  }

  async calls(): Promise<readonly LoggedCall[]> {
    return (await this.send<{ calls: LoggedCall[] }>('GET', '/calls?last=2000')).calls;
  }

  async access(
    username: string,
    object: string,
    access: 'none' | 'read' | 'edit',
    field?: string,
  ): Promise<void> {
    await this.send('POST', '/access', {
      username,
      object,
      access,
      ...(field === undefined ? {} : { field }),
    });
  }

  async holdTransactions(): Promise<{ release(): Promise<void> }> {
    const { id } = await this.send<{ id: string }>('POST', '/transactions');
    return { release: async () => void (await this.send('DELETE', `/transactions/${id}`)) };
  }
}
