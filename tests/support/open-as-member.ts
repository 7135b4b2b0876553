import type { MemberRole } from '@sync-user/contract';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { TestBrowser } from './browser.ts';
import type { Rig } from './start-rig.ts';

const PASSWORD = 'a long enough password';

interface Person {
  readonly email: string;
  readonly name: string;
  readonly role?: MemberRole;
}

/**
 * Adds a person, who accepts in a browser of their own, or signs in when an earlier test made the account. Ends on the
 * first page they are shown.
 */
export async function openAsMember(
  t: TestContext,
  {
    rig,
    browser,
    workspace,
  }: { readonly rig: Rig; readonly browser: TestBrowser; readonly workspace: string },
  { email, name, role = 'member' }: Person,
): Promise<Page> {
  const { url } = await rig.api.addMember({ workspace, email, name, role });
  const first = role === 'member' ? `/w/${workspace}/settings/you` : `/w/${workspace}`;
  const start = url === null ? `/sign-in?redirect=${first}` : `/invitation${new URL(url).hash}`;
  const page = await browser.open(t, rig.server.url, start, { signedIn: false });
  if (url === null) {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
  } else {
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByLabel('The same once more').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  }
  // Not a pattern: the sign-in page names the workspace in its address as well.
  await page.waitForURL(({ pathname }) => pathname === first);
  return page;
}
