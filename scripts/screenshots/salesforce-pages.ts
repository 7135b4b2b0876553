import type { Page } from 'playwright-core';

/** The control plane of the simulated org. */
export class Org {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  async send(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(`${this.#baseUrl}/__simulator${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  }
}

/** From the connect form to Salesforce's page. */
export async function beginLogin(page: Page, workspace: string, loginUrl: string): Promise<void> {
  await page.goto(`/w/${workspace}/connection`);
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(loginUrl);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
}

interface Login {
  readonly username: string;
  readonly password: string;
  readonly decision?: 'Allow' | 'Deny';
}

/** Salesforce's own pages, and back; who has allowed the app before is not asked again. */
export async function logIn(page: Page, { username, password, decision = 'Allow' }: Login): Promise<void> {
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log In' }).click();
  const decide = page.getByRole('button', { name: decision });
  await decide
    .or(page.getByRole('main').getByText(/Connection|Settings/))
    .first()
    .waitFor();
  if (await decide.isVisible()) await decide.click();
  await page.waitForURL(/authorization=/);
}
