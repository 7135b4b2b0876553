/** One process of the broker's soak: many callers that want tokens at once, until it is killed. */
import { isSyncError } from '@sync-user/contract';
import type { TokenSource } from '@sync-user/engine';
import { openBroker } from './open-broker.ts';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly encryptionKey: string;
  readonly worker: string;
  readonly callers: number;
  readonly connections: readonly { readonly workspaceId: string; readonly connectionId: string }[];
}

/** What a worker says on its standard output, a line of JSON each time. */
export interface WorkerReport {
  readonly calls: number;
  readonly refusals: number;
  readonly pauses: number;
  readonly wrongs: readonly string[];
}

const settings = JSON.parse(process.env['SOAK_WORKER'] ?? '') as WorkerSettings;
const { broker } = openBroker(settings);
let calls = 0;
let refusals = 0;
let pauses = 0;
let wrongs: string[] = [];
const knowledge = new Map<string, Knowledge>();

for (let caller = 0; caller < settings.callers; caller += 1) {
  const at = settings.connections[caller % settings.connections.length];
  if (at !== undefined)
    void callForever(knowledgeOf(at.connectionId), broker.tokensOf(at.workspaceId, at.connectionId));
}
setInterval(report, 250);
// Whoever started us is gone.
process.stdin.on('end', () => process.exit()).resume();

function report(): void {
  const said: WorkerReport = { calls, refusals, pauses, wrongs };
  process.stdout.write(`${JSON.stringify(said)}\n`);
  calls = 0;
  refusals = 0;
  pauses = 0;
  wrongs = [];
}

/** What this process knows of a connection's tokens: their order, and which are dead. */
interface Knowledge {
  readonly order: string[];
  readonly dead: Set<string>;
}

function knowledgeOf(connectionId: string): Knowledge {
  const known = knowledge.get(connectionId) ?? { order: [], dead: new Set<string>() };
  knowledge.set(connectionId, known);
  return known;
}

async function callForever(known: Knowledge, tokens: TokenSource): Promise<never> {
  for (;;) {
    try {
      const newest = known.order.length - 1;
      const deadBefore = new Set(known.dead);
      let token = await tokens.current();
      note(known, newest, token.token, deadBefore);
      // Tokens are ended on purpose all the time, so a new one may be dead as well by the time it is used.
      while ((await ask(token)) === 401) {
        refusals += 1;
        known.dead.add(token.token);
        const before = new Set(known.dead);
        token = await tokens.renew(token);
        note(known, newest, token.token, before);
      }
      calls += 1;
    } catch (error) {
      if (isSyncError(error)) pauses += 1;
      else if (!isTorn(error))
        wrongs.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    await new Promise((done) => setTimeout(done, 300 + Math.random() * 900));
  }
}

/** `newest` and `dead` are as they were before the token was asked for. */
function note(known: Knowledge, newest: number, token: string, dead: ReadonlySet<string>): void {
  let place = known.order.indexOf(token);
  if (place < 0) place = known.order.push(token) - 1;
  if (dead.has(token)) wrongs.push('a token was handed out that this process had seen refused');
  if (place < newest) wrongs.push('a token was handed out although a newer one had been read');
}

async function ask(token: { readonly token: string; readonly instanceUrl: string }): Promise<number> {
  const answer = await fetch(`${token.instanceUrl}/services/data/v65.0`, {
    headers: { authorization: `Bearer ${token.token}` },
  });
  await answer.arrayBuffer();
  return answer.status;
}

function isTorn(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'fetch failed';
}
