import type { Asked, OrgAccess } from '../ports/org-access.ts';
import type { CheckRun, Looked, Rows } from './check.ts';

export type RunFacts = Omit<CheckRun, 'ask' | 'look' | 'once'>;

/** Answers are remembered as promises: who asks while a question is under way waits for the same answer. */
export function createCheckRun(facts: RunFacts): CheckRun {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const asked = known.get(key) ?? ask();
    known.set(key, asked);
    return asked as Promise<T>;
  };
  const mail = new Map<OrgAccess, (soql: string) => Promise<Asked<Rows>>>();
  const ask = (soql: string, as = facts.subject): Promise<Asked<Rows>> => {
    const send = mail.get(as) ?? gatherQuestions(as, facts);
    mail.set(as, send);
    return once(`${as.userId} ${soql}`, () => send(soql));
  };
  const look = async (soql: string): Promise<Looked> => {
    const { inspector, subject } = facts;
    if (inspector !== undefined) {
      const answer = await ask(soql, inspector);
      if (answer.kind === 'answered') return { as: inspector, answer };
    }
    return { as: subject, answer: await ask(soql, subject) };
  };
  return { ...facts, ask, look, once };
}

/** Collects what is asked within one turn of the event loop and sends it together. */
function gatherQuestions(as: OrgAccess, facts: RunFacts): (soql: string) => Promise<Asked<Rows>> {
  let waiting: { soql: string; answer: PromiseWithResolvers<Asked<Rows>> }[] = [];
  const send = async (): Promise<void> => {
    const sent = waiting;
    waiting = [];
    try {
      const answers = await as.queryMany(
        sent.map(({ soql }) => soql),
        facts.context,
      );
      for (const [index, { answer }] of sent.entries()) {
        const found = answers[index];
        if (found === undefined) answer.reject(new Error('a question without an answer'));
        else answer.resolve(found);
      }
    } catch (error) {
      for (const { answer } of sent) answer.reject(error);
    }
  };
  return (soql) => {
    if (waiting.length === 0) setTimeout(() => void send(), 0);
    const answer = Promise.withResolvers<Asked<Rows>>();
    waiting.push({ soql, answer });
    return answer.promise;
  };
}
