/** The HTML people see at sign-in. Plain forms, no script, so that any browser or test can drive them. */
import type { App } from './apps.ts';
import { scopeText } from './scopes.ts';

const STYLE = `
  :root { color-scheme: light dark; --ink: #181818; --quiet: #5c5c5c; --line: #c9c9c9; --paper: #fff; --page: #f4f6f9; --brand: #0b5cab; --bad: #ba0517; }
  @media (prefers-color-scheme: dark) { :root { --ink: #f1f1f1; --quiet: #b5b5b5; --line: #4a4a4a; --paper: #1f2229; --page: #14161a; --brand: #4a9df3; --bad: #ff8f87; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; padding: 24px; }
  main { width: 100%; max-width: 400px; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 32px; }
  .org { display: flex; align-items: center; gap: 12px; margin-bottom: 24px; }
  .cloud { width: 44px; height: 30px; flex: none; color: var(--brand); }
  .org b { display: block; } .org small, .quiet { color: var(--quiet); font-size: 14px; }
  h1 { font-size: 20px; margin: 0 0 16px; }
  label { display: block; font-size: 14px; margin: 14px 0 4px; }
  input[type=text], input[type=password] { width: 100%; padding: 10px 12px; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 6px; }
  input:focus-visible, button:focus-visible, a:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
  button { font: inherit; font-weight: 600; padding: 10px 20px; border-radius: 6px; border: 1px solid var(--brand); background: var(--brand); color: #fff; cursor: pointer; }
  @media (prefers-color-scheme: dark) { button { color: #08213c; } }
  button.plain { background: transparent; color: var(--brand); }
  .wide { width: 100%; margin-top: 22px; } .row { display: flex; gap: 12px; justify-content: flex-end; margin-top: 24px; }
  .bad { color: var(--bad); border: 1px solid currentcolor; border-radius: 6px; padding: 10px 12px; margin: 0 0 8px; font-size: 14px; }
  ul { padding-left: 20px; margin: 8px 0 16px; } code { font-size: 14px; overflow-wrap: anywhere; } a { color: var(--brand); }
`;

const CLOUD =
  '<svg class="cloud" viewBox="0 0 44 30" aria-hidden="true"><path fill="currentColor" d="M13 27h20a8.2 8.2 0 0 0 1.6-16.2A10.5 10.5 0 0 0 15 7.6 7.8 7.8 0 0 0 4.6 13.4 7.2 7.2 0 0 0 13 27z"/></svg>';

export interface PageOrg {
  readonly name: string;
  readonly host: string;
}

export function page(org: PageOrg, title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} | ${escapeHtml(org.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="org">${CLOUD}<div><b>${escapeHtml(org.name)}</b><small>Simulated org · ${escapeHtml(org.host)}</small></div></div>
${content}
</main>
</body>
</html>
`;
}

export function loginPage(
  org: PageOrg,
  options: { readonly startUrl: string; readonly username: string; readonly problem: string | undefined },
): string {
  const problem =
    options.problem === undefined
      ? ''
      : `<p class="bad" id="error" role="alert">${escapeHtml(options.problem)}</p>`;
  return page(
    org,
    'Login',
    `<h1>Log in</h1>
${problem}
<form method="post" action="/login" id="login_form">
<input type="hidden" name="startURL" value="${escapeHtml(options.startUrl)}">
<label for="username">Username</label>
<input type="text" id="username" name="username" value="${escapeHtml(options.username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${options.username === '' ? ' autofocus' : ''}>
<label for="password">Password</label>
<input type="password" id="password" name="pw" autocomplete="current-password" required${options.username === '' ? '' : ' autofocus'}>
<button class="wide" type="submit" id="Login">Log In</button>
</form>`,
  );
}

export function approvalPage(
  org: PageOrg,
  options: {
    readonly app: App;
    readonly scope: string;
    readonly username: string;
    readonly request: string;
    readonly csrf: string;
  },
): string {
  const wishes = [...new Set(options.scope.split(' ').map(scopeText))];
  return page(
    org,
    'Allow Access?',
    `<h1>Allow access?</h1>
<p><b>${escapeHtml(options.app.name)}</b> is asking to:</p>
<ul>${wishes.map((wish) => `<li>${escapeHtml(wish)}</li>`).join('')}</ul>
<p class="quiet">Signed in as ${escapeHtml(options.username)}. <a href="/secur/logout.jsp?retUrl=${encodeURIComponent(`/services/oauth2/authorize?${options.request}`)}">Not you?</a></p>
<form method="post" action="/setup/secur/RemoteAccessAuthorizationPage">
<input type="hidden" name="request" value="${escapeHtml(options.request)}">
<input type="hidden" name="csrf" value="${escapeHtml(options.csrf)}">
<div class="row">
<button class="plain" type="submit" name="decision" value="deny" id="oadeny">Deny</button>
<button type="submit" name="decision" value="allow" id="oaapprove">Allow</button>
</div>
</form>`,
  );
}

/** Salesforce shows errors that must not be sent to an untrusted redirect address as a page of their own. */
export function errorPage(org: PageOrg, error: string, description: string, shown = description): string {
  return page(
    org,
    'OAuth Error',
    `<h1>We can’t authorize you</h1>
<p class="bad" role="alert">error=${escapeHtml(error)}&amp;error_description=${escapeHtml(encodeURIComponent(description))}</p>
<p class="quiet">${escapeHtml(shown)}</p>`,
  );
}

export function homePage(org: PageOrg, username: string | undefined): string {
  const who =
    username === undefined
      ? '<p><a href="/login">Log in</a></p>'
      : `<p>Signed in as <b>${escapeHtml(username)}</b>. <a href="/secur/logout.jsp">Log out</a></p>`;
  return page(
    org,
    'Home',
    `<h1>Home</h1>${who}
<p class="quiet">REST API at <code>/services/data</code>, control plane at <code>/__simulator</code>.</p>`,
  );
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
