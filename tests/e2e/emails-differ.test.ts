import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { GRACE, orgSeedWithPeople, SAM } from '../support/more-people.ts';
import { SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { signInAs } from '../support/sign-in.ts';
import { allowWebLogins, logInByWeb, walkAuthorization } from '../support/web-login.ts';

const ANN = { email: 'ann@example.com', password: 'correct horse' };
const rig = await startRig({
  seed: orgSeedWithPeople({ [GRACE]: 'Ann@Example.com' }),
  env: {
    SALESFORCE_CLIENT_ID: SYNC_APP.clientId,
    SALESFORCE_CLIENT_SECRET: SYNC_APP.clientSecret,
    ADMIN_EMAIL: ANN.email,
    ADMIN_PASSWORD: ANN.password,
  },
});
await allowWebLogins(rig);
const { slug } = await rig.openWorkspace();
const ann = await signInAs(rig.server.url, ANN.email, ANN.password);
const login = (username: string) =>
  ({ workspace: slug, purpose: 'personal', loginUrl: rig.credentials.loginUrl, username }) as const;

test('who logs in with another e-mail is asked which Salesforce user they are, and may be another', async () => {
  await logInByWeb(ann, login(SAM));
  const asked = await ann.readMe({ workspace: slug });
  assert.equal(asked.connection?.state, 'pending');
  assert.equal(asked.question?.memberEmail, ANN.email);
  assert.equal(asked.question.signedInAs.username, SAM);
  assert.deepEqual(
    asked.question.others.map(({ username }) => username),
    [GRACE],
    'the one with the member’s e-mail, whatever its letter case',
  );

  await assert.rejects(ann.answerWhoIAm({ workspace: slug, userId: '005000000000999AAA' }), (error) =>
    isApiError(error, 'API_INVALID_REQUEST'),
  );
  const { authorization } = await ann.answerWhoIAm({
    workspace: slug,
    userId: asked.question.others[0]?.userId ?? '',
  });
  assert.ok(authorization);
  const stubborn = await walkAuthorization(ann, slug, authorization, { username: SAM });
  assert.equal(stubborn.trouble?.code, 'SF_LOGIN_OTHER_USER');

  const { authorization: again } = await ann.answerWhoIAm({
    workspace: slug,
    userId: asked.question.others[0]?.userId ?? '',
  });
  assert.ok(again);
  await walkAuthorization(ann, slug, again, { username: GRACE });
  const me = await ann.readMe({ workspace: slug });
  assert.deepEqual([me.connection?.username, me.connection?.state, me.question], [GRACE, 'active', null]);
  assert.equal(me.member.salesforceUserId, me.connection?.userId);
});

test('who says that this is the right user is not asked again', async () => {
  await logInByWeb(ann, login(SAM));
  const asked = await ann.readMe({ workspace: slug });
  const userId = asked.question?.signedInAs.userId ?? '';
  const { me, authorization } = await ann.answerWhoIAm({ workspace: slug, userId });
  assert.equal(authorization, null);
  assert.deepEqual([me.connection?.username, me.connection?.state], [SAM, 'active']);
  await assert.rejects(ann.answerWhoIAm({ workspace: slug, userId }), (error) =>
    isApiError(error, 'API_CONFLICT'),
  );
  await logInByWeb(ann, login(SAM));
  assert.equal((await ann.readMe({ workspace: slug })).connection?.state, 'active');
});
