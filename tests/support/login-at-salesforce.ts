import type { Page } from 'playwright-core';
import { passLogin } from './pass-login.ts';

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
