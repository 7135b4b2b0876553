import { type BackfillKind, changeFields, fillFields, refreshObjects } from '@sync-user/engine';
import { SYNC_USER } from '../support/org-seed.ts';
import type { HeldCommits } from './held-commits.ts';
import type { Random } from './random.ts';
import type { HistoryObject } from './selection.ts';
import type { Stage } from './stage.ts';
import { HIDEABLE } from './step-weights.ts';

interface FieldKind {
  readonly order: Readonly<Record<string, unknown>>;
  readonly value: (random: Random) => unknown;
}

/** What a field may be. One that was deleted comes back as the next of them: nobody could tell it from the old one otherwise. */
const KINDS: readonly FieldKind[] = [
  { order: { type: 'text', length: 40 }, value: (random) => `text of a field, ${random.int(0, 99)}` },
  { order: { type: 'text', length: 10 }, value: (random) => `short ${random.int(0, 99)}` },
  { order: { type: 'number', precision: 12, scale: 2 }, value: (random) => random.int(0, 9999) / 100 },
  { order: { type: 'checkbox' }, value: (random) => random.chance(0.5) },
];

interface MadeField {
  readonly object: HistoryObject;
  readonly name: string;
  /** Place in `KINDS`. */
  kind: number;
  isThere: boolean;
}

const FILLINGS: readonly BackfillKind[] = ['filter', 'added', 'sweep'];

/** What an administrator does to fields, of the org and of the mirror, and what a worker does about it. */
export class FieldChanges {
  readonly #stage: Stage;
  /** Chances of the newer powers, apart from the others: histories without them stay what they were. */
  readonly #random: Random;
  readonly #commits: HeldCommits;
  readonly #made: MadeField[] = [];
  #added = 0;

  constructor(stage: Stage, random: Random, commits: HeldCommits) {
    this.#stage = stage;
    this.#random = random;
    this.#commits = commits;
  }

  /** The sync user loses sight of a field, or gets it back. */
  async changeSight(): Promise<void> {
    const [object, field] = this.#stage.random.pick(HIDEABLE);
    const { hidden } = this.#stage;
    if (!hidden.has(`${object}.${field}`)) return await this.hide(object, field);
    await this.#commits.release();
    await this.#stage.scene.org.access(SYNC_USER, object, 'read', field);
    hidden.delete(`${object}.${field}`);
    this.#stage.note(`${object}.${field} is shown again`);
  }

  async hide(object: HistoryObject, field: string): Promise<void> {
    await this.#commits.release();
    await this.#stage.scene.org.access(SYNC_USER, object, 'none', field);
    this.#stage.hidden.add(`${object}.${field}`);
    this.#stage.note(`${object}.${field} is hidden`);
  }

  /** One that nobody uses. */
  async add(): Promise<void> {
    this.#added += 1;
    await this.#stage.scene.org.send('POST', '/objects/Widget__c/fields', {
      name: `Extra${this.#added}__c`,
      type: 'text',
      length: 40,
    });
    this.#stage.note('a field is added');
  }

  /** One that people fill from now on, and that is mirrored as a rule. */
  async make(): Promise<void> {
    const object = this.#random.pick(this.#stage.objects);
    const made = { object, name: `Made${this.#made.length + 1}__c`, kind: 0, isThere: false };
    this.#made.push(made);
    await this.#put(made);
    this.#stage.note(`${object}.${made.name} is made`);
    if (this.#random.chance(0.7)) await this.#map(made, 'add');
  }

  async remove(): Promise<void> {
    const made = this.#pick();
    if (made === undefined) return;
    await this.#take(made);
    this.#stage.note(`${made.object}.${made.name} is removed`);
  }

  /** Deleted and made anew, smaller or of another type; no stamp tells. */
  async retype(): Promise<void> {
    const left = this.#made.filter(({ kind }) => kind + 1 < KINDS.length);
    if (left.length === 0) return;
    const made = this.#random.pick(left);
    if (made.isThere) await this.#take(made);
    made.kind += 1;
    await this.#put(made);
    this.#stage.note(`${made.object}.${made.name} is now ${JSON.stringify(KINDS[made.kind]?.order)}`);
  }

  /** It is mirrored from now on, or is not any more. */
  async choose(): Promise<void> {
    const made = this.#pick();
    if (made !== undefined) await this.#map(made, this.#random.chance(0.7) ? 'add' : 'remove');
  }

  /** What a worker does about fields unasked. Objects with something left to do; undefined when it gave up. */
  async work(): Promise<ReadonlySet<string> | undefined> {
    const { ports, workspaceId } = this.#stage.scene;
    let left: Set<string> | undefined;
    await this.#stage.tolerating(async (signal) => {
      const objects = await ports.objects.list(workspaceId);
      const { changes, troubled } = await refreshObjects(ports, objects, signal);
      const outcomes: string[] = [];
      const waiting = new Set<string>();
      for (const { table } of objects)
        for (const kind of FILLINGS) {
          const outcome = await fillFields(ports, workspaceId, table.sobject, kind, signal);
          if (outcome.kind !== 'not_wanted') outcomes.push(`${table.sobject} ${outcome.kind}`);
          if (outcome.kind === 'waiting') waiting.add(table.sobject);
        }
      this.#stage.note(
        `work on fields: ${changes.map(({ kind, field }) => `${field} ${kind}`).join(', ')} ${troubled.join(' ')} ${outcomes.join(', ')}`,
      );
      left = new Set([...troubled, ...waiting]);
    });
    return left;
  }

  /** A field of ours that is there. */
  #pick(): MadeField | undefined {
    const there = this.#made.filter(({ isThere }) => isThere);
    return there.length === 0 ? undefined : this.#random.pick(there);
  }

  async #put(made: MadeField): Promise<void> {
    const { org } = this.#stage.scene;
    const kind = KINDS[made.kind];
    if (kind === undefined) throw new Error(`no kind ${made.kind}`);
    await this.#commits.release();
    await org.send('POST', `/objects/${made.object}/fields`, { name: made.name, ...kind.order });
    await org.access(SYNC_USER, made.object, 'read', made.name);
    made.isThere = true;
    this.#stage.history.write(made.object, made.name, () => kind.value(this.#random));
  }

  async #take(made: MadeField): Promise<void> {
    await this.#commits.release();
    await this.#stage.scene.org.send('DELETE', `/objects/${made.object}/fields/${made.name}`);
    made.isThere = false;
    this.#stage.history.leave(made.object, made.name);
  }

  async #map({ object, name }: MadeField, how: 'add' | 'remove'): Promise<void> {
    const { ports, workspaceId } = this.#stage.scene;
    await this.#stage.tolerating(async (signal) => {
      const wanted = { add: [], remove: [], private: [], shown: [], [how]: [name] };
      await changeFields(ports, workspaceId, object, wanted, signal);
      this.#stage.note(`${object}.${name} is ${how === 'add' ? 'mirrored' : 'not mirrored any more'}`);
    });
  }
}
