import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '@sync-user/simulator';
import { makeCertificates } from '../../apps/simulator/testing/certificates.ts';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { OrgControl } from '../support/org-control.ts';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { allowAccess, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';

/** A production org and a sandbox of it, each under Salesforce's own names over https. */
const certificates = await makeCertificates();
const seed = (isSandbox: boolean): object => {
  const base = orgSeed({ accounts: 3, contacts: 0, widgets: 0 }) as { organization: object };
  return { ...base, organization: { ...base.organization, isSandbox } };
};
const tls = { cert: certificates.cert, key: certificates.key };
const production = await startSimulator({ seed: seed(false), tls });
const sandbox = await startSimulator({ seed: seed(true), tls });
after(async () => {
  await production.close();
  await sandbox.close();
});
const portOf = ({ baseUrl }: { readonly baseUrl: string }): string => new URL(baseUrl).port;
const HOSTS = [
  ['login.salesforce.com', portOf(production)],
  ['acme.my.salesforce.com', portOf(production)],
  ['test.salesforce.com', portOf(sandbox)],
  ['acme--sandbox.sandbox.my.salesforce.com', portOf(sandbox)],
] as const;

const ca = join(mkdtempSync(join(tmpdir(), 'sync-user-ca-')), 'ca.pem');
writeFileSync(ca, certificates.ca);
const browser = await TestBrowser.start([
  `--host-resolver-rules=${HOSTS.map(([host, port]) => `MAP ${host}:443 127.0.0.1:${port}`).join(',')}`,
]);
const rig = await startRig({
  env: {
    ...ACCOUNT_ENV,
    NODE_EXTRA_CA_CERTS: ca,
    NODE_OPTIONS: `--import ${fileURLToPath(new URL('../support/salesforce-hosts.ts', import.meta.url))}`,
    SALESFORCE_HOST_PORTS: HOSTS.map((pair) => pair.join('=')).join(','),
  },
  seed: orgSeed({ accounts: 0, contacts: 0, widgets: 0 }),
});
// The control planes are asked over https as well.
setDefaultCACertificates([...getCACertificates('default'), certificates.ca]);
for (const org of [production, sandbox]) {
  await new OrgControl(org.baseUrl).send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token', 'openid', 'id'],
  });
  await new OrgControl(org.baseUrl).send('POST', '/sign-in', { strictHosts: true });
}

for (const { kind, host, instance, badge } of [
  {
    kind: 'Production',
    host: 'login.salesforce.com',
    instance: 'https://acme.my.salesforce.com',
    badge: 'Production',
  },
  {
    kind: 'Sandbox',
    host: 'test.salesforce.com',
    instance: 'https://acme--sandbox.sandbox.my.salesforce.com',
    badge: 'Sandbox',
  },
]) {
  test(`${kind} leads to ${host}, and the connection to the org’s own address`, async (t) => {
    const { slug } = await rig.openWorkspace({ connect: false });
    const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`, { ignoreHTTPSErrors: true });
    await page.getByRole('radio', { name: kind }).check();
    await page.getByText(`Logs in at https://${host}`).waitFor();
    await page.getByLabel('Consumer key').fill(SYNC_APP.clientId);
    await page.getByLabel('Consumer secret').fill(SYNC_APP.clientSecret);
    await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
    await page.getByLabel('Username').waitFor();
    assert.equal(new URL(page.url()).host, host);
    await passLogin(page, { username: ADMIN });
    await allowAccess(page);
    const card = page.getByRole('region', { name: 'Sync user' });
    await untilText(card, /Ada Admin\s+Connected/);
    assert.match(await card.innerText(), new RegExp(`Acme\\s+${badge}[\\s\\S]*${instance}`));
    const connection = await rig.api.readConnection({ workspace: slug });
    assert.equal(connection.loginUrl, `https://${host}`);
    assert.equal(connection.instanceUrl, instance);
    assert.equal((await rig.api.checkConnection({ workspace: slug })).state, 'active');
  });
}
