import type { Page } from 'playwright-core';
import type { OrgControl } from './org-control.ts';
import { PASSWORD } from './org-seed.ts';

interface PassLogin {
  readonly username: string;
  readonly password?: string;
  /** Asked for after the password: the code of the newest e-mail, or of the authenticator app. */
  readonly code?: 'email' | 'authenticator';
  readonly org?: OrgControl;
}

/** Fills in Salesforce's own login page and what follows it, up to the page that asks whether the app is allowed. */
export async function passLogin(
  page: Page,
  { username, password = PASSWORD, code, org }: PassLogin,
): Promise<void> {
  const field = page.getByLabel('Username');
  await field.waitFor();
  if ((await field.inputValue()) !== username) await field.fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log In' }).click();
  if (code === undefined || org === undefined) return;
  await page.getByRole('heading', { name: 'Verify Your Identity' }).waitFor();
  await page
    .getByLabel('Verification Code')
    .fill(code === 'email' ? await mailedCode(org) : await authenticatorCode(org, username));
  await page.getByRole('button', { name: 'Verify' }).click();
}

/**
 * Walks Salesforce's own pages as a person does and ends back in the console. Who is still logged in there is not asked
 * for the password again, and who has allowed the app before is not asked for that.
 */
export async function loginAtSalesforce(
  page: Page,
  { username }: { readonly username: string },
): Promise<void> {
  const authorizationOf = (url: URL): string | null => url.searchParams.get('authorization');
  // The page that is being left may show the outcome of an earlier login.
  const before = authorizationOf(new URL(page.url()));
  const back = page.waitForURL((url) => ![null, before].includes(authorizationOf(url)));
  const login = page.getByLabel('Username');
  const allow = page.getByRole('button', { name: 'Allow' });
  await Promise.race([login.or(allow).first().waitFor(), back]);
  if (await login.isVisible()) await passLogin(page, { username });
  await Promise.race([allow.waitFor(), back]);
  if (await allow.isVisible()) await allow.click();
  await back;
}

/** Presses Allow where Salesforce asks: it does not ask again for an app that the user has allowed before. */
export async function allowAccess(page: Page): Promise<void> {
  const allow = page.getByRole('button', { name: 'Allow' });
  // Back is told by the address alone: a dialog that opens there at once hides the rest of the page from roles.
  const back = (): Promise<void> => page.waitForURL((url) => url.searchParams.has('authorization'));
  try {
    await Promise.race([allow.waitFor(), back()]);
    if (await allow.isVisible()) await allow.click();
    await back();
  } catch (cause) {
    const shown = await page.locator('body').innerText();
    throw new Error(`nobody is sent back; ${page.url()} shows: ${shown}`, { cause });
  }
}

/** The page that asks comes after the mail has gone out, so the newest code is the one it asks for. */
async function mailedCode(org: OrgControl): Promise<string> {
  const { mail } = await org.send<{ mail: { code: string }[] }>('GET', '/mail');
  const newest = mail.at(-1);
  if (newest === undefined) throw new Error('the org mailed no code');
  return newest.code;
}

async function authenticatorCode(org: OrgControl, username: string): Promise<string> {
  return (await org.send<{ code: string }>('POST', '/authenticators', { username })).code;
}
