import type { OrgValue } from './same-value.ts';

/**
 * Reads an org through its REST API with code of its own: it must not share a mistake with the client that filled
 * the mirror.
 */
export interface OrgSession {
  readonly instanceUrl: string;
  readonly token: string;
}

const API = '/services/data/v62.0';

/** Logs in with the OAuth client credentials flow. */
export async function logIn(baseUrl: string, clientId: string, clientSecret: string): Promise<OrgSession> {
  const answer = await fetch(`${baseUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const body = (await answer.json()) as {
    access_token?: string;
    instance_url?: string;
    error_description?: string;
  };
  if (body.access_token === undefined || body.instance_url === undefined) {
    throw new Error(`the org refuses the login: ${body.error_description ?? answer.status}`);
  }
  return { instanceUrl: body.instance_url, token: body.access_token };
}

export type OrgRow = Readonly<Record<string, OrgValue>>;

interface Page {
  readonly records: readonly OrgRow[];
  readonly totalSize: number;
  readonly nextRecordsUrl?: string;
}

/** All rows of an object in order of id, compared as bytes; one page is in memory at a time. */
export async function* readOrgRows(
  session: OrgSession,
  sobject: string,
  fields: readonly string[],
): AsyncGenerator<OrgRow> {
  const soql = `SELECT ${fields.join(', ')} FROM ${sobject} ORDER BY Id`;
  let page = await get<Page>(session, `${API}/query?q=${encodeURIComponent(soql)}`);
  const promised = page.totalSize;
  let rows = 0;
  let lastId = '';
  for (;;) {
    for (const row of page.records) {
      const id = String(row['Id']);
      if (id <= lastId)
        throw new Error(`${sobject}: the org sent ${id} after ${lastId}, which is not in order of bytes`);
      lastId = id;
      rows += 1;
      yield row;
    }
    if (page.nextRecordsUrl === undefined) break;
    page = await get<Page>(session, page.nextRecordsUrl);
  }
  if (rows !== promised) throw new Error(`${sobject}: the org promised ${promised} rows and sent ${rows}`);
}

async function get<T>(session: OrgSession, path: string): Promise<T> {
  const answer = await fetch(session.instanceUrl + path, {
    headers: { authorization: `Bearer ${session.token}` },
  });
  if (!answer.ok) throw new Error(`the org answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return (await answer.json()) as T;
}
