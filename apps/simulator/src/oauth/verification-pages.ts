/** The pages between the password and the signed-in browser. */
import { escapeHtml, page } from './pages.ts';
import type { PageOrg } from './pages.ts';
import type { PendingLogin } from './verification.ts';

export interface StepPage {
  readonly name: string;
  readonly step: PendingLogin['step'];
  readonly secret: string;
  readonly username: string;
  readonly email: string;
  readonly problem: string | undefined;
}

export function verificationPage(org: PageOrg, step: StepPage): string {
  const problem =
    step.problem === undefined
      ? ''
      : `<p class="bad" id="error" role="alert">${escapeHtml(step.problem)}</p>`;
  const { title, intro, fields, button } = contentOf(step);
  return page(
    org,
    title,
    `<h1>${title}</h1>
${problem}
${intro}
<form method="post" action="/_ui/identity/verification" id="verification_form">
<input type="hidden" name="login" value="${escapeHtml(step.name)}">
${fields}
<button class="wide" type="submit" id="save">${button}</button>
</form>`,
  );
}

interface StepContent {
  readonly title: string;
  readonly intro: string;
  readonly fields: string;
  readonly button: string;
}

const CODE_FIELD = `<label for="code">Verification Code</label>
<input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus>`;

function contentOf(step: StepPage): StepContent {
  switch (step.step) {
    case 'email':
      return {
        title: 'Verify Your Identity',
        intro: `<p>You’re trying to log in to Salesforce. To make sure your account is secure, enter the verification
code that was emailed to <b>${escapeHtml(masked(step.email))}</b>.</p>`,
        fields: CODE_FIELD,
        button: 'Verify',
      };
    case 'totp':
      return {
        title: 'Verify Your Identity',
        intro: '<p>Enter the verification code that your authenticator app shows for this account.</p>',
        fields: CODE_FIELD,
        button: 'Verify',
      };
    case 'enrol':
      return {
        title: 'Connect an Authenticator App',
        intro: `<p>Your org requires multi-factor authentication. Add this key to your authenticator app, then enter the
code it shows.</p>
<p><code id="secret">${escapeHtml(step.secret)}</code></p>
<p class="quiet"><a href="${escapeHtml(otpauth(step))}">Open in an authenticator app</a></p>`,
        fields: CODE_FIELD,
        button: 'Connect',
      };
    default:
      return {
        title: 'Change Your Password',
        intro: `<p>The password of ${escapeHtml(step.username)} has expired. Enter a new one.</p>`,
        fields: `<label for="newpassword">New Password</label>
<input type="password" id="newpassword" name="newpassword" autocomplete="new-password" required autofocus>
<label for="confirmpassword">Confirm New Password</label>
<input type="password" id="confirmpassword" name="confirmpassword" autocomplete="new-password" required>`,
        button: 'Change Password',
      };
  }
}

function otpauth({ username, secret }: StepPage): string {
  return `otpauth://totp/Salesforce:${encodeURIComponent(username)}?secret=${secret}&issuer=Salesforce`;
}

/** `a****@acme.example`, as the page shows where the code went. */
function masked(email: string): string {
  return email.replace(/^(.).*(?=@)/, '$1****');
}
