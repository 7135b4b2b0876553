import type { Asked, CallContext, ObjectAccess } from '@sync-user/engine';
import { ask, bodyOfPart, readShape, toParts } from './ask.ts';
import { toObjectAccess } from './to-object-access.ts';

/** Of 25 that a composite call may have; answers of wide objects are about a megabyte each. Ours to choose. */
const PER_CALL = 10;

type Send = (method: 'GET' | 'POST', path: string, json?: unknown) => Promise<unknown>;
interface Waiting {
  readonly sobject: string;
  readonly answer: PromiseWithResolvers<Asked<ObjectAccess>>;
}

/**
 * Describes objects; what is asked for in the same turn of the event loop travels together, ten a call, which counts as one.
 * Source: REST API Developer Guide, "Composite": all sObject resources.
 */
export function createDescriber(
  send: (context: CallContext) => Send,
  basePath: (context: CallContext) => Promise<string>,
): (sobject: string, context: CallContext) => Promise<Asked<ObjectAccess>> {
  const waiting = new Map<CallContext, Waiting[]>();

  async function describeAll(context: CallContext): Promise<void> {
    const all = waiting.get(context) ?? [];
    waiting.delete(context);
    for (let at = 0; at < all.length; at += PER_CALL) {
      const some = all.slice(at, at + PER_CALL);
      try {
        const answers = await describeSome(some, context);
        for (const [index, { answer }] of some.entries()) {
          const found = answers[index];
          if (found === undefined) answer.reject(new Error('a question without an answer'));
          else answer.resolve(found);
        }
      } catch (error) {
        for (const { answer } of all.slice(at)) answer.reject(error);
        return;
      }
    }
  }

  async function describeSome(
    some: readonly Waiting[],
    context: CallContext,
  ): Promise<Asked<ObjectAccess>[]> {
    const base = await basePath(context);
    const urls = some.map(({ sobject }) => `${base}/sobjects/${encodeURIComponent(sobject)}/describe`);
    const words = some.map(({ sobject }) => `describe ${sobject}`);
    const [only] = urls;
    if (only !== undefined && urls.length === 1) {
      const body = () => send(context)('GET', only);
      return [await ask(words[0] ?? '', async () => readObject(await body()))];
    }
    const json = {
      // One refused question must not undo its neighbours.
      allOrNone: false,
      compositeRequest: urls.map((url, index) => ({ method: 'GET', url, referenceId: `describe${index}` })),
    };
    const sent = await ask(words.join('; '), async () => {
      const body = await send(context)('POST', `${base}/composite`, json);
      return readShape(() => toParts(body));
    });
    const answers: Asked<ObjectAccess>[] = [];
    for (const [index, asked] of words.entries()) {
      answers.push(
        sent.kind === 'refused'
          ? { ...sent, asked }
          : await ask(asked, async () =>
              readObject(readShape(() => bodyOfPart(sent.value.get(`describe${index}`), null))),
            ),
      );
    }
    return answers;
  }

  return (sobject, context) => {
    const answer = Promise.withResolvers<Asked<ObjectAccess>>();
    const list = waiting.get(context) ?? [];
    if (list.length === 0) setTimeout(() => void describeAll(context), 0);
    list.push({ sobject, answer });
    waiting.set(context, list);
    return answer.promise;
  };
}

function readObject(body: unknown): ObjectAccess {
  return readShape(() => toObjectAccess(body));
}
