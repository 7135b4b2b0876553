import { type Stage, shootQuestion } from './dialogs.ts';

/** A configuration file: refused, compared, applied and gone back from. Afterwards the workspace is as it was. */
export async function shootConfiguration({ camera, page, workspace, api }: Stage): Promise<void> {
  const { text } = await api.exportConfiguration({ workspace });
  const file = page.getByLabel('Configuration file');
  const pick = (content: string): Promise<void> =>
    file.setInputFiles({
      name: 'sandbox.sync-user.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from(content),
    });
  await page.goto(`/w/${workspace}/settings/configuration`);
  await pick(text.replace('Name: string', 'Name: string\n      Region__c: string'));
  await page.getByRole('list', { name: 'Problems' }).scrollIntoViewIfNeeded();
  await camera.save(page, 'configuration-refused');

  await pick(text.replace(/apiFloorPercent: \d+/, 'apiFloorPercent: 15').replace('mode: auto', 'mode: poll'));
  const apply = page.getByRole('button', { name: /^Apply \d+ difference/ });
  await apply.waitFor();
  await page.getByRole('region', { name: 'Difference' }).scrollIntoViewIfNeeded();
  await camera.save(page, 'configuration-difference');
  await shootQuestion(camera, page, apply, 'configuration-apply');
  await apply.click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('status', { name: 'Outcome' }).waitFor();

  const applied = page.getByRole('list', { name: 'Applied files, newest first' });
  await applied.getByRole('button', { name: 'Roll back' }).first().click();
  const goBack = page.getByRole('dialog').getByRole('button', { name: /^Roll back \d+ difference/ });
  await goBack.waitFor();
  await camera.save(page, 'configuration-roll-back');
  await goBack.click();
  await applied.getByText('Rolled back').first().waitFor();
}

/** What is asked before change events are switched off, for the workspace and for an object in Salesforce. */
export async function shootEventQuestions({ camera, page, workspace }: Stage): Promise<void> {
  await page.goto(`/w/${workspace}/events`);
  await shootQuestion(camera, page, page.getByRole('button', { name: 'Switch off…' }), 'events-off');
  await shootQuestion(
    camera,
    page,
    page.getByRole('button', { name: /^Turn off change events of / }),
    'events-off-object',
  );
}
