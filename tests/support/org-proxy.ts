import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sent on as they are; the others belong to one connection or no longer fit. */
const PASSED_BACK = ['content-type', 'date', 'sforce-limit-info', 'sforce-locator', 'sforce-numberofrecords'];

export interface OrgProxy {
  readonly baseUrl: string;
  /** From now on the org answers as the org with this id (15 characters); undefined: as itself. */
  actAs(organizationId: string | undefined): void;
  /** Keeps the next answer to such a request (of the org as it is then) back until it is released. */
  hold(path: RegExp): HeldAnswer;
  close(): Promise<void>;
}

export interface HeldAnswer {
  /** The org has answered; nobody has got it yet. */
  readonly arrived: Promise<void>;
  release(): void;
}

/**
 * Stands in front of a simulated org and gives it another organization id: every simulated org has the same one, and
 * what is tested is that orgs are told apart.
 */
export async function startOrgProxy(target: string, ownId: string): Promise<OrgProxy> {
  let shownId: string | undefined;
  const holds: { readonly path: RegExp; arrive(): void; readonly released: Promise<void> }[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const rename = (text: string, from: string, to: string): string => text.replaceAll(from, to);
    const shown = shownId ?? ownId.slice(0, 15);
    const answer = await fetch(target + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      redirect: 'manual',
      headers: Object.fromEntries(
        ['authorization', 'content-type', 'accept', 'user-agent'].flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, rename(value, shown, ownId.slice(0, 15))]] : [];
        }),
      ),
      ...(body.length === 0 ? {} : { body: Buffer.concat(body) }),
    });
    const text = rename(await answer.text(), target, baseUrl);
    const held = holds.findIndex(({ path }) => path.test(request.url ?? '/'));
    const [hold] = held < 0 ? [] : holds.splice(held, 1);
    hold?.arrive();
    await hold?.released;
    response.statusCode = answer.status;
    for (const name of PASSED_BACK) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    response.end(rename(text, ownId.slice(0, 15), shown));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    actAs: (organizationId) => {
      shownId = organizationId;
    },
    hold: (path) => {
      const arrived = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      holds.push({ path, arrive: arrived.resolve, released: released.promise });
      return { arrived: arrived.promise, release: released.resolve };
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
