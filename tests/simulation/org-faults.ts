import { logIn, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { AUDIT_APP, SYNC_USER } from '../support/org-seed.ts';
import type { Stage } from './stage.ts';
import type { Scene } from './world.ts';

const KINDS = ['unavailable', 'reset', 'lost', 'cut', 'clean cut', 'session'] as const;

/** Some of the next calls fail, or their answers do. */
export async function breakCalls(stage: Stage): Promise<void> {
  const { random } = stage;
  const { org } = stage.scene;
  const times = random.int(1, 3);
  const skip = random.int(0, 4);
  const path = '/services/data/';
  const kind = random.pick(KINDS);
  switch (kind) {
    case 'unavailable':
      await org.fault({ kind: 'status', status: 503, times, skip, path });
      break;
    case 'reset':
    case 'lost':
      await org.fault({ kind, times, skip, path });
      break;
    case 'cut':
      await org.fault({ kind: 'cut', afterBytes: random.int(0, 900), times, skip, path });
      break;
    case 'clean cut':
      // A body that ends early and looks whole, as proxies make them.
      await org.fault({ kind: 'cut', afterBytes: random.int(0, 900), clean: true, times, skip, path });
      break;
    case 'session':
      await org.send('POST', '/sessions/expire', { username: SYNC_USER });
      break;
    default:
      throw new Error(`unknown fault ${String(kind satisfies never)}`);
  }
  stage.note(`fault: ${kind} ×${times} after ${skip}`);
}

/** Salesforce says that something changed, and nothing more. */
export async function tellOfGap(stage: Stage): Promise<void> {
  const { random } = stage;
  const object = random.pick(stage.objects);
  const id = random.chance(0.5) ? stage.history.someId(object) : null;
  const changeType = id === null ? random.pick(['GAP_UPDATE', 'GAP_OVERFLOW'] as const) : 'GAP_UPDATE';
  await stage.scene.org.send('POST', '/events/gap', {
    object,
    changeType,
    ...(id === null ? {} : { recordIds: [id] }),
  });
  stage.note(`${changeType} of ${object} ${id ?? ''}`);
}

/** Changes whose events do not tell them: too large, or too many in one transaction. */
export async function actUntold(stage: Stage): Promise<void> {
  const { org } = stage.scene;
  const how = stage.random.pick(['maxEventBytes', 'overflowChanges'] as const);
  await org.send('POST', '/events', { [how]: 1 });
  for (let acts = stage.random.int(1, 3); acts > 0; acts -= 1)
    stage.note(`untold by ${how}: ${await stage.history.act()}`);
  await org.send('POST', '/events', { maxEventBytes: 1_048_576, overflowChanges: 100_000 });
}

/** Nobody may call any more while `work` is done. */
export async function withoutCalls(stage: Stage, work: () => Promise<void>): Promise<void> {
  const { org } = stage.scene;
  await org.send('POST', '/limits', { hardDailyApiRequests: 1, maxDailyApiRequests: 1 });
  await work();
  await org.send('POST', '/limits', { hardDailyApiRequests: null, maxDailyApiRequests: null });
  stage.note('the limit was used up for a while');
}

/** Takes an object from the sync user, or gives it back with all of its records. What is broken is mended first. */
export async function letRead({ org }: Scene, sobject: string, may: boolean): Promise<void> {
  await org.clearFaults();
  await org.access(SYNC_USER, sobject, may ? 'read' : 'none');
  if (!may) return;
  const admin = await logIn(org.baseUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
  const fields = ['Id', 'SobjectType', 'PermissionsCreate', 'PermissionsViewAllRecords'];
  for await (const row of readOrgRows(admin, 'ObjectPermissions', fields)) {
    const isOurs = row['PermissionsCreate'] === false && row['PermissionsViewAllRecords'] === false;
    if (row['SobjectType'] !== sobject || !isOurs) continue;
    const values = { PermissionsViewAllRecords: true };
    const operation = { kind: 'update', object: 'ObjectPermissions', id: String(row['Id']), values } as const;
    await org.save([operation]);
  }
}
