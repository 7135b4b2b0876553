import type { Page } from 'playwright-core';
import { PASSWORD } from './org-seed.ts';

interface Login {
  readonly username: string;
  readonly password?: string;
}

/** Walks Salesforce's own pages as a person does: logs in, and allows the app when it is asked for. Ends back in the console. */
export async function loginAtSalesforce(page: Page, { username, password = PASSWORD }: Login): Promise<void> {
  const name = page.locator('#username');
  const allow = page.locator('#oaapprove');
  await name.or(allow).waitFor();
  if (await name.isVisible()) {
    await name.fill(username);
    await page.locator('#password').fill(password);
    await page.locator('#Login').click();
  }
  await allow
    .or(page.getByRole('main').getByRole('heading', { level: 1, name: /^(Settings|Connection)/ }))
    .waitFor();
  if (await allow.isVisible()) await allow.click();
  await page.waitForURL(/\/w\/[a-z0-9_]+\//);
}
