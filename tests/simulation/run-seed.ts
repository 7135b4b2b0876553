import { readOrgRows } from '../../scripts/verify/org-rows.ts';
import { findFaults, type Settled } from './check-outcome.ts';
import { FieldChanges } from './field-changes.ts';
import { Followers } from './followers.ts';
import { HeldCommits } from './held-commits.ts';
import { actUntold, breakCalls, tellOfGap, withoutCalls } from './org-faults.ts';
import { changeSomeField, hasPowers } from './powers.ts';
import { createRandom, type Random } from './random.ts';
import { chooseSelection } from './selection.ts';
import { Scenes } from './scenes.ts';
import { settle } from './settle.ts';
import { Stage } from './stage.ts';
import { type Step, stepWeights } from './step-weights.ts';
import { Streams } from './streams.ts';
import type { World } from './world.ts';
import { Workers } from './workers.ts';

const STEPS = 18;
/** Longer than events are kept. */
const DAYS_MS = 75 * 3_600_000;

export interface SeedOutcome {
  readonly seed: number;
  readonly faults: readonly string[];
  /** Everything that was done, in order: what is needed to understand a failure. */
  readonly log: readonly string[];
  readonly calls: number;
}

/**
 * One random history with random faults, then quiet, then the comparison. The same seed does the same things in the same
 * order, at the same instants of the simulated time.
 */
export async function runSeed(world: World, seed: number): Promise<SeedOutcome> {
  const random = createRandom(seed);
  const selection = chooseSelection(random);
  const byEvents = random.chance(0.65);
  // Powers that came later have chances of their own: histories without them stay what they were.
  const powers = hasPowers(seed) ? createRandom(~seed) : undefined;
  const seesSetup = !(powers?.chance(0.35) ?? false);
  // Where events bring what happens, polls that nothing asks for must not hide that they did not.
  const scene = await world.begin(seed, selection, {
    pollIntervalSeconds: byEvents ? 86_400 : 60,
    seesSetup,
  });
  const objects = selection.map(({ sobject }) => sobject);
  const stage = new Stage(scene, random, { objects, byEvents, seesSetup });
  const run = new Run(stage, powers);
  await run.prepare();
  for (let step = 0; step < STEPS; step += 1) await run.step();
  const settled = await run.settle();
  return {
    seed,
    faults: [...stage.faults, ...(await findFaults(settled, stage.history))],
    log: stage.log,
    calls: scene.calls.length,
  };
}

class Run {
  readonly #stage: Stage;
  readonly #weights: Readonly<Record<Step, number>>;
  readonly #powers: Random | undefined;
  readonly #streams: Streams;
  readonly #commits: HeldCommits;
  readonly #workers: Workers;
  readonly #followers: Followers;
  readonly #fields: FieldChanges;
  readonly #scenes: Scenes;

  constructor(stage: Stage, powers: Random | undefined) {
    this.#stage = stage;
    this.#weights = stepWeights(stage.byEvents);
    this.#powers = powers;
    this.#streams = new Streams(stage.scene, stage.random, powers);
    this.#commits = new HeldCommits(stage);
    this.#workers = new Workers(stage, this.#streams);
    this.#followers = new Followers(stage, this.#streams);
    this.#fields = new FieldChanges(stage, powers ?? stage.random, this.#commits);
    this.#scenes = new Scenes(stage, {
      commits: this.#commits,
      workers: this.#workers,
      followers: this.#followers,
      fields: this.#fields,
    });
  }

  async prepare(): Promise<void> {
    const { scene, random, byEvents, history, seesSetup } = this.#stage;
    const { time, session } = scene;
    if (!seesSetup) this.#stage.note('the sync user does not see the setup');
    time.skewMs = random.pick([0, 0, -90_000, 90_000, -3_000, 3_000]);
    // Machines of one installation may differ by less than two seconds.
    time.databaseSkewMs = random.pick([0, 0, -1_500, 1_500]);
    await time.advance(0);
    for (const object of this.#stage.objects) {
      const ids: string[] = [];
      for await (const row of readOrgRows(session, object, ['Id'])) ids.push(String(row['Id']));
      history.know(object, ids);
    }
    // Events feed what is loaded; now and then that comes late.
    if (byEvents && random.chance(0.85)) await this.#workers.sync();
  }

  async step(): Promise<void> {
    if (this.#powers !== undefined) await changeSomeField(this.#powers, this.#fields, this.#workers);
    const { random, byEvents, history, scene } = this.#stage;
    const step = random.weighted(this.#weights);
    switch (step) {
      case 'act':
        this.#stage.note(await history.act());
        // Stamps have whole seconds: what happens within one cannot be told apart.
        if (byEvents && random.chance(0.4)) await this.#commits.pass(2_500);
        return;
      case 'sync':
        return await this.#workers.sync();
      case 'asleep':
        return await this.#workers.oversleep({
          commits: this.#commits,
          meanwhile: () => this.#followers.follow({ owner: 'one' }),
        });
      case 'scene':
        return await this.#scenes.play();
      case 'pass':
        return await this.#commits.passSome();
      case 'hold':
        return await this.#commits.hold();
      case 'release':
        return await this.#commits.release();
      case 'fault':
        return await breakCalls(this.#stage);
      case 'kill':
        return await this.#workers.die();
      case 'cut':
        return await this.#workers.loseDatabase();
      case 'sight':
        return await this.#fields.changeSight();
      case 'census':
        return void (await this.#workers.count());
      case 'field':
        return await this.#fields.add();
      case 'limit':
        return await withoutCalls(this.#stage, () => this.#workers.sync());
      case 'follow':
        return await this.#followers.followSomehow();
      case 'dying follower':
        return await this.#followers.die();
      case 'sleeping follower':
        return await this.#followers.oversleep(this.#commits, this.#workers);
      case 'gap':
        return await tellOfGap(this.#stage);
      case 'untold':
        return await actUntold(this.#stage);
      case 'move':
        await this.#commits.release();
        await scene.org.send('POST', '/events/move', { position: random.int(1, 9) * 100_000 });
        return this.#stage.note('replay ids begin anew');
      case 'days':
        await this.#commits.release();
        await scene.time.advance(DAYS_MS);
        return this.#stage.note('three days pass');
      case 'mode':
        return await this.#workers.changeReading();
      case 'skew':
        scene.time.skewMs = random.pick([0, -60_000, 60_000]);
        return this.#stage.note(`our clock is ${scene.time.skewMs} ms off`);
      default:
        throw new Error(`unknown step ${String(step satisfies never)}`);
    }
  }

  async settle(): Promise<Settled> {
    // Nothing that happens by chance afterwards can hide what this one showed.
    await this.#scenes.play();
    const settled = await settle(this.#stage, {
      commits: this.#commits,
      workers: this.#workers,
      followers: this.#followers,
      fields: this.#powers === undefined ? undefined : this.#fields,
    });
    this.#stage.faults.push(...this.#streams.faults);
    return settled;
  }
}
