import pg from 'pg';
import type { Stack, StackServer } from '../../stack.ts';
import { compareObject, type ComparedField, type Comparison } from '../../verify/compare-object.ts';
import { logIn } from '../../verify/org-rows.ts';
import { isSameValue, type OrgValue } from '../../verify/same-value.ts';
import { compareWithFiles, type FileComparison, type FoundRow } from './compare-with-files.ts';
import type { SampleObject } from './sample-app.ts';

const POLL_EVERY_SECONDS = 5;
const PATIENCE_MS = 120_000;

export interface MirrorFinding {
  readonly withFiles: FileComparison;
  readonly withOrg: Comparison;
  /** What is wrong with the way the rows came. */
  readonly arrival: readonly string[];
}

/** A workspace of the stack's server, connected to its org. */
export class SampleWorkspace {
  readonly #stack: Stack;
  readonly #server: StackServer;
  readonly #slug: string;

  private constructor(stack: Stack, server: StackServer, slug: string) {
    this.#stack = stack;
    this.#server = server;
    this.#slug = slug;
  }

  static async open(stack: Stack, server: StackServer, slug: string): Promise<SampleWorkspace> {
    await server.api.createWorkspace({ slug, name: slug, pollIntervalSeconds: POLL_EVERY_SECONDS });
    await server.api.connect({ workspace: slug, ...stack.org });
    return new SampleWorkspace(stack, server, slug);
  }

  /** Selects the objects with the fields anybody gets who chooses none, and waits until all are loaded. */
  async load(objects: readonly SampleObject[]): Promise<void> {
    for (const { sobject } of objects) {
      await this.#server.api.selectObject({ workspace: this.#slug, object: sobject, fields: 'default' });
    }
    await this.#untilAll((object) => object.state === 'live', 'loaded');
  }

  /** Waits for polls that began after now; none is asked for, they come by themselves. */
  async untilPolled(): Promise<void> {
    const since = Date.now() + POLL_EVERY_SECONDS * 1000;
    await this.#untilAll(
      (object) => object.state === 'live' && Date.parse(object.lastPolledAt ?? '') >= since,
      'polled',
    );
  }

  /** Holds the mirror against the files, and against the org by every mapped field. */
  async compare(
    objects: readonly SampleObject[],
    arrived: 'by polling' | 'by the first load',
  ): Promise<readonly MirrorFinding[]> {
    const session = await logIn(
      this.#stack.org.loginUrl,
      this.#stack.org.clientId,
      this.#stack.org.clientSecret,
    );
    const client = new pg.Client({
      connectionString: this.#stack.databaseUrl,
      options: '-c timezone=UTC',
    });
    await client.connect();
    const findings: MirrorFinding[] = [];
    const idsByReference = new Map<string, string>();
    try {
      for (const object of objects) {
        const { fields, table } = await this.#server.api.readObject({
          workspace: this.#slug,
          object: object.sobject,
        });
        const place = { schema: `crm_${this.#slug}`, table, object: object.sobject };
        // Id comes first: compareObject walks by it.
        const mapped = fields.toSorted((a, b) => Number(b.name === 'Id') - Number(a.name === 'Id'));
        const types = new Map(mapped.map((field) => [field.name, field.type]));
        findings.push({
          withFiles: compareWithFiles(
            object,
            await readMirrorRows(client, place, mapped),
            idsByReference,
            (field, expected, found) =>
              isSameValue(types.get(field) ?? '', expected as OrgValue, found as string | null),
          ),
          withOrg: await compareObject(session, client, place, mapped),
          arrival: await this.#describeArrival(object, arrived),
        });
      }
    } finally {
      await client.end();
    }
    return findings;
  }

  /** The feed tells every change after the first load and nothing of the load itself, so it shows which way rows came. */
  async #describeArrival(
    { sobject, records }: SampleObject,
    arrived: 'by polling' | 'by the first load',
  ): Promise<readonly string[]> {
    const { load } = await this.#server.api.readObject({ workspace: this.#slug, object: sobject });
    const { changes } = await this.#server.api.listChanges({
      workspace: this.#slug,
      after: 0,
      object: sobject,
      limit: 1000,
    });
    const polled = changes.filter((change) => change.operation === 'create' && change.cause === 'poll');
    const wanted =
      arrived === 'by polling' ? { load: 0, feed: records.length } : { load: records.length, feed: 0 };
    return [
      ...(load?.rowsLoaded === wanted.load
        ? []
        : [`${sobject}: the first load took in ${load?.rowsLoaded ?? 'no'} rows, not ${wanted.load}`]),
      ...(polled.length === wanted.feed && changes.length === wanted.feed
        ? []
        : [
            `${sobject}: the feed tells ${changes.length} changes, ${polled.length} of them rows created by a poll; ${wanted.feed} were to come so`,
          ]),
    ];
  }

  async #untilAll(
    isReady: (object: { readonly state: string; readonly lastPolledAt: string | null }) => boolean,
    what: string,
  ): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { objects } = await this.#server.api.listObjects({ workspace: this.#slug });
      const failed = objects.find((object) => object.trouble !== null);
      if (failed !== undefined) throw new Error(`${failed.name}: ${failed.trouble?.message}`);
      const behind = objects.filter((object) => !isReady(object));
      if (behind.length === 0) return;
      if (Date.now() > deadline) {
        throw new Error(
          `not ${what} in time: ${behind.map(({ name, state }) => `${name} (${state})`).join(', ')}`,
        );
      }
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

async function readMirrorRows(
  client: pg.Client,
  place: { readonly schema: string; readonly table: string },
  fields: readonly ComparedField[],
): Promise<readonly FoundRow[]> {
  const columns = fields.map(({ column }) => `${pg.escapeIdentifier(column)}::text`);
  const { rows } = await client.query<(string | null)[]>({
    text: /* sql */ `
      select ${columns.join(', ')}
        from ${pg.escapeIdentifier(place.schema)}.${pg.escapeIdentifier(place.table)}
       order by id collate "C"`,
    rowMode: 'array',
  });
  return rows.map((row) => ({
    id: row[0] ?? '',
    values: Object.fromEntries(fields.map(({ name }, index) => [name, row[index] ?? null])),
  }));
}
