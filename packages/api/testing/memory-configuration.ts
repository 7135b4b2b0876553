import type { ConfigurationPlan, ConfigurationSnapshot } from '@sync-user/contract';
import type { ConfigurationServices } from '../src/reading-services.ts';
import { SAMPLE_AT } from './samples.ts';

const PLAN: ConfigurationPlan = {
  version: 'v1',
  exact: false,
  from: { workspace: 'sandbox', organization: 'Acme', sandbox: true },
  to: { workspace: 'acme', organization: 'Acme', sandbox: false },
  canApply: true,
  problems: [],
  changes: [],
  onlyHere: [],
  loads: [],
  callsOnce: 0,
  forecast: null,
};

const SNAPSHOT: ConfigurationSnapshot = {
  id: 1,
  takenAt: SAMPLE_AT,
  takenBy: 'user:ada@example.com',
  from: 'sandbox',
  changes: 3,
  objects: 2,
  rolledBackAt: null,
  rolledBackBy: null,
};

/** The HTTP shape alone. */
export function memoryConfiguration(): ConfigurationServices {
  return {
    export: async () => ({
      fileName: 'acme.sync-user.yaml',
      text: 'format: sync-user-configuration\n',
      objects: 0,
      fields: 0,
      notes: [],
    }),
    plan: async (_id, { exact }) => ({ ...PLAN, exact }),
    apply: async () => ({ applied: true, plan: PLAN, snapshot: SNAPSHOT }),
    rollBack: async (_id, { checkOnly }) => ({ applied: !checkOnly, plan: PLAN, snapshot: SNAPSHOT }),
    listSnapshots: async () => [SNAPSHOT],
  };
}
