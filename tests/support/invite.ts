import assert from 'node:assert/strict';
import type { MemberRole } from '@sync-user/contract';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import type { Rig } from './start-rig.ts';

/** Somebody who was added, and signed in by the link. Sends what that person's page sends, and has a browser. */
export async function invite(
  { api, server }: Rig,
  workspace: string,
  { email, role }: { readonly email: string; readonly role: MemberRole },
) {
  const { member, url } = await api.addMember({ workspace, email, name: 'Rep', role });
  const token = /token=([^&]+)/.exec(url ?? '')?.[1] ?? '';
  const post = (path: string, body: unknown, cookie = '') =>
    fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sync-user': 'test', cookie },
      body: JSON.stringify(body),
    });
  const accepted = await post('/invitations/accept', { token, password: 'a good password' });
  assert.equal(accepted.status, 200, await accepted.clone().text());
  const cookie = accepted.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const send = async (path: string, body: unknown = {}) => {
    const answer = await post(`/workspaces/${workspace}${path}`, body, cookie);
    return {
      status: answer.status,
      body: (await answer.json()) as { readonly id: string; readonly startUrl: string },
    };
  };
  return Object.assign(send, {
    memberId: member.id,
    cookie,
    browser: () => new LoginBrowser().keep(server.url, cookie),
  });
}
