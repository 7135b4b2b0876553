import type { Client } from '@sync-user/sdk';
import type { Locator, Page } from 'playwright-core';
import type { Camera } from './states.ts';

/** The dialog that a click asks, in a picture, answered with Cancel. */
export async function shootQuestion(camera: Camera, page: Page, asks: Locator, name: string): Promise<void> {
  const question = page.getByRole('alertdialog');
  await asks.first().click();
  await question.waitFor();
  await camera.save(page, name);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
}

export interface Stage {
  readonly camera: Camera;
  readonly page: Page;
  readonly workspace: string;
  readonly api: Client;
}

/** What an operator sees before there is a workspace, and the dialog for one more. */
export async function shootNewWorkspace({ camera, page, workspace }: Stage): Promise<void> {
  await page.goto('/welcome');
  await page.getByText('Make your first workspace').waitFor();
  await camera.save(page, 'welcome');
  await page.goto(`/w/${workspace}`);
  await page.getByRole('button', { name: /^Workspace: / }).click();
  await page.getByRole('menuitem', { name: 'New workspace…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New workspace' });
  await dialog.getByLabel('Name', { exact: true }).fill('Halden Asia Pacific');
  await camera.save(page, 'workspace-new');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

interface App {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The workspace's app: entered, its certificate made anew, and removed. Afterwards it is the installation's again. */
export async function shootApp(
  { camera, page, workspace, api }: Stage,
  { clientId, clientSecret }: App,
): Promise<void> {
  const card = page.getByRole('region', { name: 'App to log in with' });
  const dialog = page.getByRole('dialog', { name: 'App to log in with' });
  await card.getByRole('button', { name: 'Change' }).click();
  await dialog.getByRole('button', { name: 'Use this app' }).waitFor();
  await camera.save(page, 'app-change');
  await dialog.getByLabel('Consumer key').fill(clientId);
  await dialog.getByLabel('Consumer secret').fill(clientSecret);
  await dialog.getByRole('button', { name: 'Use this app' }).click();
  await dialog.waitFor({ state: 'detached' });
  await shootQuestion(camera, page, card.getByRole('button', { name: 'Remove' }), 'app-remove');
  await api.createCertificate({ workspace });
  await page.reload();
  await shootQuestion(camera, page, card.getByRole('button', { name: 'Make a new one' }), 'certificate-new');
  await api.removeSalesforceApp({ workspace });
}

/** Everything that is asked before an object, a field or the rows of it change. */
export async function shootObject({ camera, page, workspace }: Stage): Promise<void> {
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  await page.goto(`/w/${workspace}/objects/Account`);
  await shootQuestion(camera, page, button('Stop syncing'), 'object-stop');
  await shootQuestion(camera, page, button(/^Pause/), 'object-pause');
  await shootQuestion(camera, page, button(/^Reload/), 'object-reload');
  await page.getByLabel('Condition in SOQL').fill("Industry = 'Energy'");
  await button('Check with Salesforce').click();
  await shootQuestion(camera, page, button('Put in force'), 'row-filter');
  await page.goto(`/w/${workspace}/objects/Account?view=fields`);
  for (const [item, name] of [
    [/^Remove/, 'field-remove'],
    [/not mirror/i, 'field-private'],
  ] as const) {
    await button(/^Actions for (Account )?Phone$/).click();
    await shootQuestion(camera, page, page.getByRole('menuitem', { name: item }), name);
  }
}

/** The secret that signs webhooks: shown once, then made anew. */
export async function shootWebhookSecret({ camera, page, workspace, api }: Stage): Promise<void> {
  const webhookUrl = 'https://hooks.halden-robotics.example/sync-user';
  await api.changeNoticeSettings({ workspace, webhookUrl });
  await page.goto(`/w/${workspace}/settings/notices`);
  await page.getByRole('button', { name: 'Make a secret' }).click();
  await page.getByText('It is not shown again').scrollIntoViewIfNeeded();
  await camera.save(page, 'webhook-secret');
  await page.reload();
  await shootQuestion(camera, page, page.getByRole('button', { name: 'New secret' }), 'webhook-secret-new');
  await api.changeNoticeSettings({ workspace, webhookUrl: null });
}

/** The question that a line of the members asks by its menu. */
export async function shootMemberQuestion(
  { camera, page }: Stage,
  person: string,
  item: RegExp,
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${person}` }).click();
  await shootQuestion(camera, page, page.getByRole('menuitem', { name: item }), name);
}
