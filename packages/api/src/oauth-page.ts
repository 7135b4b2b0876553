import type { SyncError } from '@sync-user/contract';
import type { StartedLogin } from './connection-services.ts';

type Question = Extract<StartedLogin, { readonly kind: 'ask' }>;

/** Asks somebody who opened a login that another began, or that a program did. */
export function askPage(question: Question, continueAt: string): string {
  const { workspace, begunBy, loginHost, username } = question;
  return page(
    'Connect Salesforce?',
    `<h1>Connect Salesforce to “${escape(workspace)}”?</h1>
    <dl>
      <dt>Begun by</dt><dd>${escape(begunBy)}</dd>
      <dt>Sign in at</dt><dd>${escape(loginHost)}</dd>
      ${username === null ? '' : `<dt>As</dt><dd>${escape(username)}</dd>`}
    </dl>
    <p>Sync User then reads, and where it is set up writes, Salesforce records in the name of that user.</p>
    <p><strong>Go on only if you asked for this yourself, or know who did.</strong> Otherwise close this page.</p>
    <p class="actions"><a href="${escape(continueAt)}">Continue to Salesforce</a></p>`,
  );
}

/** A login that has no place to be shown in. */
export function troublePage(error: SyncError): string {
  return page(
    error.spec.title,
    `<h1>${escape(error.spec.title)}</h1>
    <p>${escape(error.message)}</p>
    <p>${escape(error.spec.fix)}</p>
    <p class="actions"><a href="/">Back to Sync User</a></p>`,
  );
}

/** Colours and sizes as in the console, which cannot be loaded here: these pages must work without a script. */
const STYLE = `
  :root { color-scheme: light dark; --bg: #fafaf9; --surface: #fff; --line: #e7e6e3; --text: #1a1a19; --text-2: #54534f;
    --accent: #3d53c6; --accent-strong: #3143a8; }
  @media (prefers-color-scheme: dark) { :root { --bg: #0f1012; --surface: #16171a; --line: #27292e; --text: #ececee;
    --text-2: #adb0b7; --accent: #5469df; --accent-strong: #4a5ed1; } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--bg); color: var(--text);
    font: 15px/1.5 Inter, system-ui, sans-serif; }
  main { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); margin: 1rem; padding: 2rem;
    background: var(--surface); border: 1px solid var(--line); border-radius: 14px; }
  .mark { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.5rem; font-weight: 600; }
  .mark img { width: 24px; height: 24px; }
  h1 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
  p { margin: 0 0 .75rem; color: var(--text-2); overflow-wrap: anywhere; }
  strong { color: var(--text); font-weight: 600; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
  dt { color: var(--text-2); }
  dd { margin: 0; font-weight: 500; overflow-wrap: anywhere; }
  .actions { margin: 1.5rem 0 0; }
  a { display: inline-block; padding: .5rem 1rem; border-radius: 8px; background: var(--accent); color: #fff;
    font-weight: 500; text-decoration: none; }
  a:hover { background: var(--accent-strong); }
  a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <title>${escape(title)} · Sync User</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <p class="mark"><img src="/favicon.svg" alt="" width="24" height="24"><strong>Sync User</strong></p>
      ${body}
    </main>
  </body>
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
