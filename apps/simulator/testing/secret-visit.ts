/** Somebody's question to a world of secrets, and what any answer to it must keep to. */
import assert from 'node:assert/strict';
import type { Choice } from './secret-changes.ts';
import { BUSY_THINGS, SECRETS, type FieldName, type SecretWorld, type Thing } from './secret-world.ts';
import type { TestAnswer, TestClient } from './test-org.ts';

/** Who asks, and what of. */
export interface Visit {
  readonly world: SecretWorld;
  readonly who: number;
  readonly client: TestClient;
  readonly thing: Thing;
  /** The one of `SECRETS` that is asked for. */
  readonly field: (typeof SECRETS)[number];
  readonly hidden: boolean;
  /** The name, and the secrets that they may read. */
  readonly shown: readonly FieldName[];
  readonly choice: Choice;
}

export function visit(world: SecretWorld, choice: Choice): Visit {
  const { who } = choice;
  const client = world.clients[who];
  const thing = world.things[choice.thing];
  const field = SECRETS[choice.field];
  assert.ok(client && thing && field);
  const hidden = world.hiddenFields(who).includes(field);
  return { world, who, client, thing, field, hidden, shown: ['Name', ...world.fields(who)], choice };
}

export type Door = (visit: Visit) => Promise<void>;

export const url = (resource: string, soql: string) => `/${resource}?q=${encodeURIComponent(soql)}`;
export const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).toSorted();

/** The answer is this refusal, and says nothing that the question did not. */
export function assertRefused({ world }: Visit, answer: TestAnswer, code: string, sent = ''): void {
  assert.ok(answer.status >= 400, JSON.stringify(answer.body));
  assert.ok(JSON.stringify(answer.body).includes(code), JSON.stringify(answer.body));
  world.assertShown(answer, [], [], sent);
}

/** A query of things that shows these rows, or is refused where the object or a field is out of reach. */
export async function assertQuery(
  at: Visit,
  soql: string,
  rows: readonly Thing[],
  fields: readonly FieldName[],
  resource = 'query',
): Promise<void> {
  const answer = await at.client.get(url(resource, soql));
  if (!at.world.readsObject(at.who)) return assertRefused(at, answer, 'INVALID_TYPE', soql);
  if (fields.some((name) => !at.shown.includes(name)))
    return assertRefused(at, answer, 'INVALID_FIELD', soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  at.world.assertShown(answer, rows, fields);
}

export const parentOf = ({ world, thing }: Visit) => world.things.find(({ id }) => id === thing.parent);
export const childrenOf = ({ world, who, thing }: Visit) =>
  world.seen(who).filter(({ parent }) => parent === thing.id);
export const seenOf = ({ world, who, thing }: Visit): Thing[] => (world.sees(who, thing) ? [thing] : []);

export const BUSY = (world: SecretWorld) => world.things.slice(0, BUSY_THINGS);

export function idsIn(rows: readonly { readonly Id?: string; readonly id?: string }[]): string[] {
  return rows.map(({ Id, id }) => String(Id ?? id)).toSorted();
}

/** The row with these fields, where they see it; else no word of it. */
export function assertRow(at: Visit, answer: TestAnswer, fields: readonly FieldName[]): void {
  const { world, who, thing } = at;
  if (world.sees(who, thing)) {
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    world.assertShown(answer, [thing], fields);
  } else assertRefused(at, answer, world.sees(who, thing, 'deleted') ? 'ENTITY_IS_DELETED' : 'NOT_FOUND');
}
