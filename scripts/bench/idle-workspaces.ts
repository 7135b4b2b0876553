import { createPool, createSealer, createStore } from '@sync-user/store';
import { toInstant } from '@sync-user/engine';
import type { Stack, StackServer } from '../stack.ts';
import { logIn } from '../verify/org-rows.ts';
import type { Progress } from './progress.ts';

export const OBJECTS = [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Campaign',
  'Case',
  'Task',
  'Event',
  'Product2',
  'CampaignMember',
];
const TEMPLATE = 'idle_template';
const MADE_AT_ONCE = 4;

/** A workspace whose ten objects are loaded, by way of the API. */
export async function makeTemplate(stack: Stack, { api }: StackServer): Promise<void> {
  await api.createWorkspace({ slug: TEMPLATE, name: TEMPLATE, pollIntervalSeconds: 86_400 });
  await api.connect({ workspace: TEMPLATE, ...stack.org });
  for (const object of OBJECTS) await api.selectObject({ workspace: TEMPLATE, object });
  for (let tries = 0; ; tries += 1) {
    const { objects } = await api.listObjects({ workspace: TEMPLATE });
    if (objects.length === OBJECTS.length && objects.every(({ state }) => state === 'live')) return;
    if (tries > 600) throw new Error('the ten objects did not get live within two minutes');
    await new Promise((done) => setTimeout(done, 200));
  }
}

/**
 * As many workspaces as wanted, each connected to the same org as the template, with the same objects. No server runs
 * meanwhile. None of them is due for anything: `setDue` makes them so.
 */
export async function makeWorkspaces(
  stack: Stack,
  wanted: { readonly workspaces: number; readonly everySeconds: number; readonly progress: Progress },
): Promise<void> {
  const session = await logIn(stack.simulatorUrl, stack.org.clientId, stack.org.clientSecret);
  // Whether they would survive a power cut is not what is measured.
  const address = new URL(stack.databaseUrl);
  address.searchParams.set('options', '-c synchronous_commit=off');
  const pool = createPool(address.href);
  try {
    // The key that `startStack` gives its servers.
    const sealer = createSealer({ keys: [{ version: 1, key: Buffer.alloc(32, 7) }], current: 1 });
    const store = createStore({ pool, sealer });
    const { rows } = await pool.query<{ workspace_id: string; organization_id: string }>(
      `select workspace_id, organization_id from workspace where slug = $1`,
      [TEMPLATE],
    );
    const [template] = rows;
    if (template === undefined) throw new Error('there is no template');
    const make = async (n: number): Promise<void> => {
      const slug = `idle_${n}`;
      const { workspaceId } = await store.workspaces.create({
        slug,
        name: slug,
        pollIntervalSeconds: wanted.everySeconds,
      });
      const { appId } = await store.apps.write(workspaceId, {
        clientId: stack.org.clientId,
        clientSecret: stack.org.clientSecret,
      });
      await store.connections.change(workspaceId, async (change) => {
        await change.noteOrganization({ id: template.organization_id, name: 'Idle' });
        return await change.insert(
          { isSyncUser: true, memberId: null },
          {
            method: 'client_credentials',
            appId,
            loginUrl: stack.simulatorUrl,
            identity: {
              organizationId: template.organization_id,
              organizationName: 'Idle',
              isSandbox: false,
              userId: '005000000000001AAA',
              username: 'sync@idle.example',
              displayName: 'Sync User',
              email: 'sync@idle.example',
            },
            tokens: {
              accessToken: { token: session.token, instanceUrl: session.instanceUrl },
              refreshToken: undefined,
              scopes: 'api',
            },
            state: 'active',
            trouble: null,
            question: null,
            at: toInstant(Date.now()),
          },
        );
      });
      wanted.progress.at(n / wanted.workspaces);
    };
    let next = 0;
    await Promise.all(
      Array.from({ length: MADE_AT_ONCE }, async () => {
        while (next < wanted.workspaces) await make((next += 1));
      }),
    );
    for (const table of ['selected_object', 'object_field'])
      await pool.query(
        `insert into ${table}
         select r.*
           from ${table} o
           join workspace t on t.workspace_id = o.workspace_id and t.slug = $1
          cross join workspace w
          cross join lateral jsonb_populate_record(null::${table},
                       to_jsonb(o) || jsonb_build_object('workspace_id', w.workspace_id)) r
          where w.slug <> $1`,
        [TEMPLATE],
      );
    // What comes once a day is left out, and said so beside the figures. Looks for formulas are spread as they would be.
    await pool.query(
      `update workspace
          set created_at = now() - interval '1 day', next_poll_at = '2020-01-01', next_plan_at = 'infinity', next_check_at = 'infinity',
              next_rates_at = 'infinity', next_formula_at = now() - random() * interval '10 minutes'`,
    );
    await pool.query(
      `update selected_object
          set next_read_at = 'infinity', next_describe_at = 'infinity', next_census_at = 'infinity',
              every_seconds = $1, last_polled_at = null, last_change_at = null, state = 'live', trouble = null,
              read_through = now() - interval '1 minute', deep_read_at = now() - interval '1 minute', deep_read_rows = 0`,
      [wanted.everySeconds],
    );
    await pool.query('analyze');
  } finally {
    await pool.end();
  }
}
