import type { Change, Connection, SelectedObject, SelectedObjectDetail } from '@sync-user/contract';
import type { Client } from '@sync-user/sdk';
import { type Patience, until } from './until.ts';

/** A workspace of a scenario, through the public API as anybody would use it. */
export class TestWorkspace {
  readonly slug: string;
  readonly schema: string;
  readonly api: Client;

  constructor(api: Client, workspace: { readonly slug: string; readonly schema: string }) {
    this.api = api;
    this.slug = workspace.slug;
    this.schema = workspace.schema;
  }

  async select(...names: readonly string[]): Promise<void> {
    for (const object of names)
      await this.api.selectObject({ workspace: this.slug, object, fields: 'default' });
  }

  async object(name: string): Promise<SelectedObjectDetail> {
    return await this.api.readObject({ workspace: this.slug, object: name });
  }

  /** Waits until the object is as wanted; the failure shows how it was at last. */
  async untilObject(
    name: string,
    isWanted: (object: SelectedObject) => boolean,
    patience: Patience,
  ): Promise<SelectedObject> {
    let last: SelectedObject | undefined;
    try {
      return await until(async () => {
        last = (await this.#objects()).find((object) => object.name === name);
        return last !== undefined && isWanted(last) ? last : undefined;
      }, patience);
    } catch (cause) {
      throw new Error(`${name}: ${patience.what}; it is ${JSON.stringify(last)}`, { cause });
    }
  }

  /** Waits until all selected objects are live. */
  async untilLive(timeoutMs = 30_000): Promise<void> {
    let last: readonly SelectedObject[] = [];
    try {
      await until(
        async () => {
          last = await this.#objects();
          return last.length > 0 && last.every((object) => object.state === 'live');
        },
        { timeoutMs, what: 'every object is live' },
      );
    } catch (cause) {
      const open = last.filter((object) => object.state !== 'live');
      throw new Error(`not live: ${JSON.stringify(open)}`, { cause });
    }
  }

  async untilConnection(
    isWanted: (connection: Connection) => boolean,
    patience: Patience = { what: 'the connection is as wanted' },
  ): Promise<Connection> {
    return await until(async () => {
      const connection = await this.api.readConnection({ workspace: this.slug });
      return isWanted(connection) ? connection : undefined;
    }, patience);
  }

  /** Asks for a poll and waits until every object that is live now was read after the asking. */
  async poll(timeoutMs = 20_000): Promise<void> {
    const live = (await this.#objects()).filter((object) => object.state === 'live');
    const began = Date.now();
    await this.api.pollNow({ workspace: this.slug });
    const isDone = (object: SelectedObject | undefined) =>
      object?.state !== 'live' || (object.lastPolledAt !== null && Date.parse(object.lastPolledAt) >= began);
    await until(
      async () => {
        const objects = await this.#objects();
        return live.every(({ name }) => isDone(objects.find((object) => object.name === name)));
      },
      { timeoutMs, what: 'every live object is polled' },
    );
  }

  /**
   * Brings in everything that is in the org now, where polls run by themselves as well: one that is under way may have
   * read already, so what counts is the one after it.
   */
  async settle(): Promise<void> {
    await this.poll();
    await this.poll();
  }

  /** The whole feed, in order. */
  async changes(): Promise<Change[]> {
    const all: Change[] = [];
    for (;;) {
      const after = all.at(-1)?.seq ?? 0;
      const { changes } = await this.api.listChanges({ workspace: this.slug, after, limit: 1000 });
      if (changes.length === 0) return all;
      all.push(...changes);
    }
  }

  async #objects(): Promise<readonly SelectedObject[]> {
    return (await this.api.listObjects({ workspace: this.slug })).objects;
  }
}
