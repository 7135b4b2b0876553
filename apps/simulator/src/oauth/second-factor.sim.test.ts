import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { Browser } from '../../testing/browser.ts';
import { authorizeUrl } from '../../testing/sign-in.ts';
import { openTestOrg, REP, TEST_SEED } from '../../testing/test-org.ts';
import type { TestOrg } from '../../testing/test-org.ts';
import { decodeBase32, totpCode } from './totp.ts';

const COVERS = { covers: 'oauth.second-factor' } as const;
const PASSWORD = { username: REP.username, pw: REP.password };

async function lastMail(org: TestOrg): Promise<{ to: string; code: string; body: string } | undefined> {
  return (await org.admin.control('GET', '/mail')).body.mail.at(-1);
}

async function clockOf(org: TestOrg): Promise<number> {
  return Date.parse((await org.admin.control('GET', '/clock')).body.now);
}

behaviour(
  'an unknown browser must give the code that was sent by e-mail, and is known from then on',
  { documented: 'help "Identity Verification", "Device Activation"; number of digits recalled' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { emailVerification: true });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    assert.match(await browser.submit(PASSWORD), /Verify Your Identity[\s\S]*r\*\*\*\*@test\.example/);
    const mail = await lastMail(org);
    assert.equal(mail?.to, REP.username);
    assert.match(mail.body, new RegExp(`Verification Code: ${mail.code}`));
    const wrong = mail.code === '00000' ? '11111' : '00000';
    assert.match(await browser.submit({ code: wrong }), /role="alert">The verification code is invalid/);
    assert.match(await browser.submit({ code: mail.code }), /Allow access\?/);

    await browser.open(`${org.baseUrl}/secur/logout.jsp`);
    await browser.open(authorizeUrl(org.baseUrl));
    assert.match(await browser.submit(PASSWORD), /Allow access\?/);
    const other = new Browser();
    await other.open(`${org.baseUrl}/login`);
    assert.match(await other.submit(PASSWORD), /Verify Your Identity/);
  },
  COVERS,
);

behaviour(
  'no code is asked for from a trusted address, nor of somebody who needs none',
  { documented: 'help "Set Trusted IP Ranges for Your Organization"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', {
      emailVerification: true,
      trustedIpRanges: ['127.0.0.1-127.0.0.255'],
    });
    const browser = new Browser();
    await browser.open(`${org.baseUrl}/login`);
    assert.match(await browser.submit(PASSWORD), /Signed in as/);
    await org.admin.control('POST', '/sign-in', { trustedIpRanges: [] });
    await org.admin.control('PATCH', `/users/${REP.username}`, { emailVerification: false });
    const other = new Browser();
    await other.open(`${org.baseUrl}/login`);
    assert.match(await other.submit(PASSWORD), /Signed in as/);
    assert.equal(await lastMail(org), undefined);
  },
  COVERS,
);

behaviour(
  'who must have a second factor connects an authenticator app first and gives its code ever after',
  { documented: 'help "Multi-Factor Authentication"; RFC 6238' },
  async () => {
    const users = TEST_SEED.users.map((user) =>
      user.username === REP.username ? { ...user, mfa: true } : user,
    );
    await using org = await openTestOrg({ seed: { ...TEST_SEED, users } });
    const browser = new Browser();
    await browser.open(`${org.baseUrl}/login`);
    const enrolment = await browser.submit(PASSWORD);
    const secret = /<code id="secret">([A-Z2-7]{32})</.exec(enrolment)?.[1] ?? '';
    assert.match(enrolment, /otpauth:\/\/totp\//);
    assert.match(await browser.submit({ code: '' }), /invalid/);
    const now = await clockOf(org);
    assert.match(await browser.submit({ code: totpCode(decodeBase32(secret), now) }), /Signed in as/);

    await browser.open(`${org.baseUrl}/secur/logout.jsp`);
    await browser.open(`${org.baseUrl}/login`);
    assert.match(await browser.submit(PASSWORD), /authenticator app shows/);
    const current = (await org.admin.control('POST', '/authenticators', { username: REP.username })).body;
    assert.equal(current.secret, secret);
    assert.match(await browser.submit({ code: current.code }), /Signed in as/);

    await org.admin.control('DELETE', `/authenticators/${REP.username}`);
    const again = new Browser();
    await again.open(`${org.baseUrl}/login`);
    assert.match(await again.submit(PASSWORD), /Connect an Authenticator App/);
  },
  COVERS,
);

behaviour(
  'an old code does not open the door',
  { documented: 'RFC 6238, section 5.2' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { mfa: true });
    const { code } = (await org.admin.control('POST', '/authenticators', { username: REP.username })).body;
    const browser = new Browser();
    await browser.open(`${org.baseUrl}/login`);
    await browser.submit(PASSWORD);
    await org.admin.control('POST', '/clock', { advanceMs: 120_000 });
    assert.match(await browser.submit({ code }), /invalid/);
  },
  COVERS,
);

behaviour(
  'an authenticator connected while the page offers a key opens the door',
  { simulator_only: 'the control plane connects it' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { mfa: true });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    assert.match(await browser.submit(PASSWORD), /Connect an Authenticator App/);
    const { code } = (await org.admin.control('POST', '/authenticators', { username: REP.username })).body;
    assert.match(await browser.submit({ code }), /Allow Access/);
  },
  COVERS,
);
