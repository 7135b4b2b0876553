import { test } from 'node:test';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { untilFed, untilRepaired } from '../support/events-of.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const browser = await TestBrowser.start();
const seed = orgSeed({ accounts: 20, contacts: 20, widgets: 0, maySeeSetup: true });
const sets =
  'permissionSets' in seed && Array.isArray(seed.permissionSets)
    ? (seed.permissionSets as { system: string[] }[])
    : [];
const rig = await startRig({
  env: ACCOUNT_ENV,
  events: true,
  // The sync user may choose objects: that its own account may is for other scenarios.
  seed: {
    ...seed,
    permissionSets: sets.map((set) => ({ ...set, system: [...set.system, 'CustomizeApplication'] })),
  },
});
const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
const { slug } = workspace;

test('events are turned on object by object, arrive, and tell how late they were', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/events`);
  const objects = page.getByRole('region', { name: 'Objects and their events' });
  const account = objects.getByRole('row', { name: /Account/ });
  await untilText(account, /Polled/);
  const turnOn = page.getByRole('button', { name: /^Turn on events for/ });
  // What is worth it is ticked; one object less is asked for.
  await objects.getByRole('checkbox', { name: 'Change events of Account' }).check();
  await objects.getByRole('checkbox', { name: 'Change events of Contact' }).uncheck();
  await untilText(turnOn, /for 1 object$/);
  await turnOn.click();
  const dialog = page.getByRole('alertdialog', { name: /Turn on change events of Account\?/ });
  await untilText(dialog, /Customize Application[\s\S]*1 of 5 free places/);
  await dialog.getByRole('button', { name: 'Turn on in Salesforce' }).click();
  await dialog.waitFor({ state: 'detached' });
  await untilFed(rig.api, slug, 'Account');
  await untilText(account, /By events/);
  await untilText(page.getByLabel('Subscription', { exact: true }), /Live\. 1 object is read by events/);

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'By event' } }]);
  await untilText(
    page.getByRole('region', { name: 'Subscription facts' }),
    /Lag\s+[\d.]+ (ms|s)\s[\s\S]*1 of 5/,
  );
  await untilText(account, /By events[\s\S]*\s1$/);
});

test('a hole in the events is listed with why it was, and what closed it', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/events`);
  await untilText(page.getByRole('region', { name: 'Holes and their repair' }), /No hole so far/);
  const [id = ''] = await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Told' } }]);
  // Salesforce tells of larger changes only that there was one.
  await rig.org.send('POST', '/events', { maxEventBytes: 10 });
  await rig.org.save([{ kind: 'update', object: 'Account', id, values: { Name: 'Not told' } }]);
  await untilRepaired(rig.api, slug, 'gap');
  await rig.org.send('POST', '/events', { maxEventBytes: 1_048_576 });
  await untilText(
    page.getByRole('list', { name: 'Repairs, newest first' }),
    /Account\s+Closed\s+Gap[\s\S]*is closed: 1 row was brought up to date/,
  );
});

test('the overview and the budget say which objects are read by events', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}`);
  await untilText(page.getByRole('region', { name: 'Freshness' }), /1 of 2 objects by events/);
  await page.getByRole('link', { name: 'API budget' }).click();
  const modes = page.getByRole('region', { name: 'Both ways of reading' });
  await untilText(modes.getByRole('region', { name: 'Change events' }), /now[\s\S]*calls a day/);
  await page.getByRole('link', { name: 'Audit' }).click();
  await untilText(page.getByRole('main'), /turned on change events of\s+Account/);
});

test('events are turned off for an object and switched off for the workspace by a click, and on again', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/events`);
  const objects = page.getByRole('region', { name: 'Objects and their events' });
  await objects.getByRole('button', { name: 'Turn off change events of Account' }).click();
  const turning = page.getByRole('alertdialog', { name: /Turn off change events of Account\?/ });
  await turning.getByRole('button', { name: 'Turn off in Salesforce' }).click();
  await turning.waitFor({ state: 'detached' });
  await objects.getByRole('checkbox', { name: 'Change events of Account' }).waitFor();

  await page.getByRole('button', { name: 'Switch off…' }).click();
  const switching = page.getByRole('alertdialog', { name: /Switch change events off/ });
  await switching.getByRole('button', { name: 'Switch off' }).click();
  await switching.waitFor({ state: 'detached' });
  const subscription = page.getByLabel('Subscription', { exact: true });
  await untilText(subscription, /switched off/);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off…' }).waitFor();
});
