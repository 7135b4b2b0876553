import { type StoredObject, toInstant } from '@sync-user/engine';
import { logIn } from '../../scripts/verify/org-rows.ts';
import { SYNC_APP } from '../support/org-seed.ts';
import { findFedFaults, type Settled } from './check-outcome.ts';
import type { FieldChanges } from './field-changes.ts';
import type { Followers } from './followers.ts';
import type { HeldCommits } from './held-commits.ts';
import type { Stage } from './stage.ts';
import type { Workers } from './workers.ts';

const MINUTE_MS = 60_000;
/** Until events are at rest. */
const ROUNDS_AT_MOST = 12;

export interface Actors {
  readonly commits: HeldCommits;
  readonly workers: Workers;
  readonly followers: Followers;
  /** Of histories that change fields. */
  readonly fields: FieldChanges | undefined;
}

/** No faults any more, everything committed, all windows passed, all work done; then both sides can be compared. */
export async function settle(stage: Stage, actors: Actors): Promise<Settled> {
  const { org, time, ports, workspaceId } = stage.scene;
  const { commits, workers, followers, fields } = actors;
  await org.clearFaults();
  await commits.release();
  const session = await logIn(stage.scene.orgUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
  const settled = { scene: stage.scene, session };
  if (stage.byEvents) await settleEvents(stage, actors, settled);
  // What failed is tried again with the first poll, what that asks for is read with the second; events have come to rest before.
  const objects = await ports.objects.list(workspaceId);
  const areFed = stage.byEvents && objects.every(({ mode }) => mode !== 'poll');
  for (let rounds = areFed ? 1 : 2; rounds > 0; rounds -= 1) {
    await time.advance(17 * MINUTE_MS);
    await workers.retryFailed();
    if (stage.byEvents) await followers.follow({ owner: 'one' });
    await workers.sync({ dueOnly: false });
    await fields?.work();
  }
  if (fields !== undefined && (await fields.work())?.size !== 0)
    stage.faults.push('work on fields does not end');
  // Nobody planted a difference here: whatever a census finds now, the reading before it has missed.
  for (const drift of await workers.count()) stage.faults.push(`a census found ${drift}`);
  return settled;
}

/** Events alone have to bring the mirror to what the org is: nothing is polled but what they asked for. */
async function settleEvents(
  stage: Stage,
  { workers, followers, fields }: Actors,
  settled: Settled,
): Promise<void> {
  const { time, store, ports, workspaceId } = stage.scene;
  const now = toInstant(time.nowMs());
  for (const sobject of stage.objects)
    await store.plans.changeReading(workspaceId, sobject, { paused: false }, now);
  // A follower that was refused for a while may come back.
  await time.advance(16 * MINUTE_MS);
  let fed: ReadonlySet<string>;
  for (let round = 0; ; round += 1) {
    await time.advance(32_000);
    await workers.retryFailed();
    await followers.follow({ owner: 'one' });
    await workers.sync({ dueOnly: true });
    const fieldsLeft = fields === undefined ? new Set<string>() : await fields.work();
    const facts = await store.events.readFacts(workspaceId);
    const objects = await ports.objects.list(workspaceId);
    const wanted = objects.filter(({ mode, state }) => mode !== 'poll' && state === 'live');
    fed = new Set(
      objects
        .filter(({ mode, table }) => mode !== 'poll' && facts.objects.get(table.sobject)?.feeds === true)
        .map(({ table }) => table.sobject),
    );
    // Who may not see which objects have events is fed by those of which one came.
    const unfed = stage.seesSetup ? wanted.filter(({ table }) => !fed.has(table.sobject)) : [];
    // Where nothing but polls reads, work on fields waits for the next of them.
    const areFieldsDone =
      fieldsLeft !== undefined &&
      !wanted.some(
        ({ table: { sobject } }) => fieldsLeft.has(sobject) && (stage.seesSetup || fed.has(sobject)),
      );
    if (unfed.length + facts.waitingReads + facts.openRepairs === 0 && areFieldsDone) break;
    if (round < ROUNDS_AT_MOST) continue;
    stage.faults.push(
      `events do not come to rest: ${unfed.map(({ table }) => table.sobject).join(' ')} are not fed, ${facts.waitingReads} reads wait, ${facts.openRepairs} repairs are open, fields are ${areFieldsDone ? '' : 'not '}done`,
    );
    break;
  }
  stage.note('events are at rest');
  const compared = (await ports.objects.list(workspaceId)).filter(
    ({ mode, table }) => mode !== 'poll' && (stage.seesSetup || fed.has(table.sobject)),
  );
  stage.faults.push(...(await findFedFaults(settled, compared, untold(compared, stage))));
}

/** Fields of which events tell nothing: what nobody may see, and lookups at objects whose deaths no event tells. */
function untold(compared: readonly StoredObject[], { hidden, objects }: Stage): ReadonlySet<string> {
  const fed = new Set(compared.map(({ table }) => table.sobject));
  const unfed = new Set<string>(objects.filter((sobject) => !fed.has(sobject)));
  const lookups = compared.flatMap(({ table: { sobject, columns } }) =>
    columns.flatMap(({ field, referenceTo }) =>
      referenceTo.some((target) => unfed.has(target)) ? [`${sobject}.${field}`] : [],
    ),
  );
  return new Set([...hidden, ...lookups]);
}
