import { toInstant } from '@sync-user/engine';
import type { FieldChanges } from './field-changes.ts';
import type { Followers } from './followers.ts';
import type { HeldCommits } from './held-commits.ts';
import { mortal, partsOf, sleepy } from './mayhem.ts';
import { letRead } from './org-faults.ts';
import type { HistoryObject } from './selection.ts';
import type { Stage } from './stage.ts';
import type { Workers } from './workers.ts';

/** Longer than clocks differ and a follower's lease stands. */
const LONG_ENOUGH_MS = 20_000;

/** Lookups that Salesforce empties when the record they name dies, and a field beside each that may be hidden. */
const LINKS = [
  { from: 'Contact', field: 'ReportsToId', to: 'Contact', hideable: 'Department' },
  { from: 'Widget__c', field: 'Account__c', to: 'Account', hideable: 'Title__c' },
] as const;

const WEIGHTS = { 'two writers': 4, 'in doubt': 4, unfed: 4, refused: 4, 'gap told twice': 3 } as const;
type SceneName = keyof typeof WEIGHTS;

/**
 * Small scenes that chance alone would rarely put together: each is what one guard of the engine is there for. All but the
 * first need change events.
 */
export class Scenes {
  readonly #stage: Stage;
  readonly #commits: HeldCommits;
  readonly #workers: Workers;
  readonly #followers: Followers;
  readonly #fields: FieldChanges;

  constructor(
    stage: Stage,
    actors: {
      readonly commits: HeldCommits;
      readonly workers: Workers;
      readonly followers: Followers;
      readonly fields: FieldChanges;
    },
  ) {
    this.#stage = stage;
    this.#commits = actors.commits;
    this.#workers = actors.workers;
    this.#followers = actors.followers;
    this.#fields = actors.fields;
  }

  async play(): Promise<void> {
    const { random, byEvents } = this.#stage;
    const name: SceneName = byEvents ? random.weighted(WEIGHTS) : 'two writers';
    this.#stage.note(`scene: ${name}`);
    await this.#commits.release();
    switch (name) {
      case 'two writers':
        return await this.#playTwoWriters();
      case 'in doubt':
        return await this.#playInDoubt();
      case 'unfed':
        return await this.#playUnfed();
      case 'refused':
        return await this.#playRefused();
      case 'gap told twice':
        return await this.#playGapToldTwice();
      default:
        throw new Error(`unknown scene ${String(name satisfies never)}`);
    }
  }

  /** A worker holds an image that is older than what another process writes meanwhile. */
  async #playTwoWriters(): Promise<void> {
    const { random, history, byEvents } = this.#stage;
    const { wake } = await this.#readAndSleep();
    await this.#commits.pass(2_500);
    this.#stage.note(await (random.chance(0.3) ? history.bury() : history.touch()));
    if (byEvents && random.chance(0.5)) await this.#followers.follow({ owner: 'one' });
    else await this.#workers.sync({ dueOnly: false });
    await wake();
  }

  /** A record is changed twice within a second; the event of the second change is there before the answer with the first. */
  async #playInDoubt(): Promise<void> {
    await this.#feed();
    const { wake } = await this.#readAndSleep();
    this.#stage.note(await this.#stage.history.touch());
    await this.#followers.follow({ owner: 'one' });
    await wake();
  }

  /** Within one subscription an object ceases to be fed, an event of it comes, and it is fed again. */
  async #playUnfed(): Promise<void> {
    const { random, history, objects, scene } = this.#stage;
    const sobject = random.pick(objects);
    await this.#feed();
    this.#stage.note(await history.touch(sobject));
    const fails = random.chance(0.3);
    let isFed = true;
    await this.#followers.follow({
      owner: 'one',
      onCall: async (_call, where, make) => {
        // Asked when events are there, after the subscription stands.
        if (where === 'objects.list' && isFed) {
          isFed = false;
          if (fails) await letRead(scene, sobject, false);
          if (fails) await this.#workers.sync({ dueOnly: false });
          if (fails) await letRead(scene, sobject, true);
          else await this.#read(sobject, { mode: 'poll' });
          this.#stage.note(`${sobject} is not fed`);
        }
        return await make();
      },
    });
    if (isFed) return;
    if (fails) await this.#workers.retryFailed();
    else await this.#read(sobject, { mode: 'auto' });
    this.#stage.note(`${sobject} is fed again`);
  }

  /** A record dies that others point at, and the first query for those is refused, or they are paused. */
  async #playRefused(): Promise<void> {
    const { random, history, objects, hidden } = this.#stage;
    const possible = LINKS.filter(
      ({ from, to, hideable }) =>
        objects.includes(from) && objects.includes(to) && !hidden.has(`${from}.${hideable}`),
    );
    if (possible.length === 0) return await this.#playUnfed();
    const { from, field, to, hideable } = random.pick(possible);
    const tied = await history.tie(from, field, to);
    if (tied === undefined) return;
    this.#stage.note(`${tied.id} points at ${tied.at}`);
    await this.#feed();
    // One object alone would have its events passed over.
    const isPaused = from !== to && random.chance(0.5);
    if (isPaused) await this.#read(from, { paused: true });
    else await this.#fields.hide(from, hideable);
    this.#stage.note(await history.delete(to, tied.at));
    await this.#followers.follow({ owner: 'one' });
    if (isPaused) await this.#read(from, { paused: false });
  }

  /** Before a record is read again that a gap named, another names it. */
  async #playGapToldTwice(): Promise<void> {
    const { random, history, objects, scene } = this.#stage;
    const object = random.pick(objects);
    const id = history.someId(object);
    if (id === null) return;
    await this.#feed();
    const tell = (): Promise<unknown> =>
      scene.org.send('POST', '/events/gap', { object, changeType: 'GAP_UPDATE', recordIds: [id] });
    await tell();
    await this.#followers.follow({
      owner: 'one',
      onCall: mortal({ atCall: 'events.listReads', after: false }),
    });
    this.#stage.note(`a gap of ${id} is told, and told again before anybody read`);
    await this.#commits.pass(LONG_ENOUGH_MS);
    await tell();
    await this.#followers.follow({ owner: 'one' });
  }

  /** As far as nothing stands against it, everything is fed by events from now on, and nothing waits. */
  async #feed(): Promise<void> {
    await this.#followers.follow({ owner: 'one' });
    await this.#commits.pass(LONG_ENOUGH_MS);
    await this.#workers.sync({ dueOnly: true });
  }

  /** A record is changed; a worker reads it and falls asleep before it writes. `wake` waits until it has. */
  async #readAndSleep(): Promise<{ readonly wake: () => Promise<void> }> {
    const { onCall, asleep, wake } = sleepy('mirror.applyRecords');
    this.#stage.note(await this.#stage.history.touch());
    const ports = partsOf(this.#stage.parts(), onCall).ports;
    const work = this.#workers.sync({ ports, dueOnly: false });
    await Promise.race([asleep, work]);
    this.#stage.note('one worker sleeps with rows in its hands');
    return {
      wake: async () => {
        this.#stage.note('it wakes up');
        wake();
        await work;
      },
    };
  }

  async #read(
    sobject: HistoryObject,
    how: { readonly mode?: 'poll' | 'auto'; readonly paused?: boolean },
  ): Promise<void> {
    const { store, time, workspaceId } = this.#stage.scene;
    await store.plans.changeReading(workspaceId, sobject, how, toInstant(time.nowMs()));
    this.#stage.note(`${sobject} is read by ${JSON.stringify(how)}`);
  }
}
