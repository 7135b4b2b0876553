import type { Page } from 'playwright-core';
import { allowAccess, passLogin } from './pass-login.ts';

/**
 * Walks Salesforce's own pages as a person does and ends back in the console. Who is still logged in there is not asked
 * for the password again, and who has allowed the app before is not asked for that.
 */
export async function loginAtSalesforce(
  page: Page,
  { username }: { readonly username: string },
): Promise<void> {
  const login = page.getByLabel('Username');
  const allow = page.getByRole('button', { name: 'Allow' });
  const back = page.waitForURL(/\?authorization=/);
  await Promise.race([login.or(allow).first().waitFor(), back]);
  if (await login.isVisible()) await passLogin(page, { username });
  await allowAccess(page);
  await back;
}
