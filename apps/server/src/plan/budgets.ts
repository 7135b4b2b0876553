import { type BudgetLevel, type CallCause, SyncError } from '@sync-user/contract';
import {
  type BudgetFacts,
  budgetLevel,
  type Clock,
  describeBudget,
  type MadeCall,
  mayCall,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';

/** What an org's calls may be spent on. Everything that calls the org asks here before, and tells afterwards. */
export interface Budgets {
  /** @throws `SF_REQUEST_LIMIT`, `API_BUDGET_SPENT` when there is no call left for this cause */
  admit(workspaceId: string, cause: CallCause): Promise<void>;
  /** Work that has not begun asks whether it may: why it waits, or nothing. No call is made for it. */
  whyWait(workspaceId: string, cause: CallCause): Promise<SyncError | undefined>;
  /** A call was made: what the org said of its calls counts at once. */
  note(workspaceId: string, call: MadeCall): void;
  level(workspaceId: string): Promise<BudgetLevel>;
  read(workspaceId: string): Promise<BudgetFacts>;
  /** Somebody asks for a call although calls seem scarce: the next one finds out. */
  doubt(workspaceId: string): Promise<void>;
  /** Share or floor were changed. */
  lookAgain(workspaceId: string): void;
}

/** What other processes spent, and what was set, is looked up again after this long. */
const LOOK_AGAIN_MS = 10_000;

interface Known {
  facts: BudgetFacts;
  readAtMs: number;
}

export function createBudgets({ store, clock }: { readonly store: Store; readonly clock: Clock }): Budgets {
  const known = new Map<string, Known>();
  /** What is being read belongs to the past once it changed meanwhile: how often it did, per workspace. */
  const changes = new Map<string, number>();
  const changed = (workspaceId: string): void =>
    void changes.set(workspaceId, (changes.get(workspaceId) ?? 0) + 1);

  async function read(workspaceId: string): Promise<BudgetFacts> {
    const nowMs = clock.nowMs();
    const last = known.get(workspaceId);
    const ageMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.readAtMs;
    if (last !== undefined && ageMs >= 0 && ageMs < LOOK_AGAIN_MS) return last.facts;
    const before = changes.get(workspaceId);
    const facts = await store.plans.readBudget(workspaceId, toInstant(nowMs));
    // A call that ended while we read, or a new setting, would be forgotten for seconds.
    if (changes.get(workspaceId) === before) known.set(workspaceId, { facts, readAtMs: nowMs });
    return facts;
  }

  async function whyWait(workspaceId: string, cause: CallCause): Promise<SyncError | undefined> {
    const facts = await read(workspaceId);
    if (mayCall(facts, cause, clock.nowMs()) !== 'no') return undefined;
    const { org } = facts;
    if (org !== null && org.used >= org.limit) {
      const words = `The org has used ${org.used} of ${org.limit} API calls; no call was made.`;
      return new SyncError('SF_REQUEST_LIMIT', words, { used: org.used, limit: org.limit });
    }
    const level = budgetLevel(facts);
    return new SyncError('API_BUDGET_SPENT', describeBudget(facts).says, { cause, level });
  }

  return {
    read,
    whyWait,
    level: async (workspaceId) => budgetLevel(await read(workspaceId)),
    async admit(workspaceId, cause) {
      const refusal = await whyWait(workspaceId, cause);
      if (refusal !== undefined) throw refusal;
    },
    note(workspaceId, call) {
      changed(workspaceId);
      const last = known.get(workspaceId);
      if (last === undefined) return;
      const { facts } = last;
      last.facts = {
        ...facts,
        ours: facts.ours + (call.counted ? 1 : 0),
        org: call.orgUsage === undefined ? facts.org : { ...call.orgUsage, at: toInstant(clock.nowMs()) },
      };
    },
    async doubt(workspaceId) {
      await store.plans.doubtUsage(workspaceId);
      changed(workspaceId);
      known.delete(workspaceId);
    },
    lookAgain(workspaceId) {
      changed(workspaceId);
      known.delete(workspaceId);
    },
  };
}
