import type { SyncError } from '@sync-user/contract';
import type { StartedLogin } from './connection-services.ts';

type Question = Extract<StartedLogin, { readonly kind: 'ask' }>;

/** Asks somebody who opened a login that another began, or that a program did. */
export function askPage(question: Question, continueAt: string): string {
  const { workspace, begunBy, purpose, loginHost, username } = question;
  const use =
    purpose === 'sync_user'
      ? 'will then read, and where it is set up write, your company’s Salesforce records in the name of that user'
      : 'will then use it as the Salesforce account of the person who began this';
  return page(
    'Connect Salesforce?',
    `<h1>Connect Salesforce to “${escape(workspace)}”?</h1>
    <p>${escape(begunBy)} began this login. You will sign in at <b>${escape(loginHost)}</b>${
      username === null ? '' : ` as <b>${escape(username)}</b>`
    }, and Sync User ${use}.</p>
    <p>Go on only when you asked for this yourself, or know who did.</p>
    <p><a class="go" href="${escape(continueAt)}">Continue to Salesforce</a></p>`,
  );
}

/** A login that has no place to be shown in. */
export function troublePage(error: SyncError): string {
  return page(
    error.spec.title,
    `<h1>${escape(error.spec.title)}</h1>
    <p>${escape(error.message)}</p>
    <p>${escape(error.spec.fix)}</p>
    <p><a class="go" href="/">Back to Sync User</a></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${escape(title)} · Sync User</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; }
      main { max-width: 34rem; padding: 2rem; }
      h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem; }
      p { margin: 0 0 1rem; overflow-wrap: anywhere; }
      .go { display: inline-block; padding: .5rem 1rem; border-radius: .5rem; background: #1d4ed8; color: #fff;
        text-decoration: none; font-weight: 600; }
      .go:focus-visible { outline: 3px solid #93c5fd; outline-offset: 2px; }
    </style>
  </head>
  <body><main>${body}</main></body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
