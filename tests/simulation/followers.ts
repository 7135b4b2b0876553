import type { StreamEnding } from './deliveries.ts';
import type { HeldCommits } from './held-commits.ts';
import { mortal, sleepy } from './mayhem.ts';
import type { Stage } from './stage.ts';
import type { FollowOptions, Streams } from './streams.ts';
import type { Workers } from './workers.ts';

/** Processes of the role `stream`: they follow events, and die or fall asleep over it. */
export class Followers {
  readonly #stage: Stage;
  readonly #streams: Streams;

  constructor(stage: Stage, streams: Streams) {
    this.#stage = stage;
    this.#streams = streams;
  }

  async follow(options: FollowOptions): Promise<void> {
    await this.#stage.tolerating(async () => this.#stage.note(await this.#streams.follow(options)));
  }

  async followSomehow(): Promise<void> {
    await this.follow({ owner: this.#stage.random.pick(['one', 'two']), ...this.#someEnd() });
  }

  async die(): Promise<void> {
    const { random } = this.#stage;
    const death = { atCall: random.int(1, 24), after: random.chance(0.5) };
    this.#stage.note(`the next follower dies ${death.after ? 'after' : 'before'} call ${death.atCall}`);
    await this.follow({ owner: 'one', onCall: mortal(death) });
  }

  /** A follower falls asleep over its work, its lease runs out, another goes on, and then the first wakes up. */
  async oversleep(commits: HeldCommits, workers: Workers): Promise<void> {
    const { random, history } = this.#stage;
    const atCall = random.chance(0.6) ? 'events.applyBatch' : random.int(1, 24);
    const { onCall, asleep, wake } = sleepy(atCall);
    this.#stage.note(await history.touch());
    const first = this.follow({ owner: 'one', onCall });
    await Promise.race([asleep, first]);
    this.#stage.note(`a follower sleeps at its call ${atCall}`);
    for (let acts = random.int(1, 3); acts > 0; acts -= 1) this.#stage.note(await history.act());
    await commits.pass(random.pick([0, 16_000, 16_000]));
    this.#stage.note(await history.touch());
    await this.follow({ owner: 'two' });
    if (random.chance(0.4)) await workers.sync();
    this.#stage.note('it wakes up');
    wake();
    await first;
  }

  /** As a rule it is stopped when everything has come. */
  #someEnd(): Omit<FollowOptions, 'owner'> {
    const { random, history } = this.#stage;
    const ending = random.weighted({
      stop: 88,
      SF_UNAVAILABLE: 4,
      SF_EVENTS_SILENT: 2,
      SF_EVENT_LIMIT: 2,
      SF_SESSION_EXPIRED: 2,
      SF_REPLAY_ID_REFUSED: 2,
    } satisfies Partial<Record<StreamEnding, number>>);
    const isLate = random.chance(0.2);
    const acts = random.chance(0.2) ? random.int(1, 2) : 0;
    this.#stage.note(`following ends with ${ending}${isLate ? ', and some events are late' : ''}`);
    return {
      ending,
      isLate,
      beforeItBegins: async () => {
        for (let left = acts; left > 0; left -= 1)
          this.#stage.note(`before it begins: ${await history.act()}`);
      },
    };
  }
}
