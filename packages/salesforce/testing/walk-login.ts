/**
 * Walks a person through the forms of a login page, up to the redirect that leaves the org.
 *
 * @param answers values for the fields that a page's form asks for; a page with none of them ends the walk
 * @returns the address the browser was sent to, or the page it ended at
 */
export async function walkLogin(
  authorizeUrl: string,
  answers: Readonly<Record<string, string>>,
): Promise<{ readonly sentTo: URL } | { readonly page: string }> {
  const cookies = new Map<string, string>();
  const { origin } = new URL(authorizeUrl);
  let step: { readonly url: URL; readonly form?: URLSearchParams } = { url: new URL(authorizeUrl) };
  for (;;) {
    const answer = await fetch(step.url, {
      method: step.form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(step.form !== undefined && { body: step.form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const page = await answer.text();
    const location = answer.headers.get('location');
    if (location !== null) {
      const url = new URL(location, step.url);
      if (url.origin !== origin) return { sentTo: url };
      step = { url };
      continue;
    }
    const form = formOf(page, answers);
    if (form === undefined) return { page };
    step = { url: new URL(form.action, step.url), form: form.fields };
  }
}

function formOf(
  page: string,
  answers: Readonly<Record<string, string>>,
): { readonly action: string; readonly fields: URLSearchParams } | undefined {
  const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
  const asked = [...page.matchAll(/<(?:input|button)[^>]*name="([^"]+)"[^>]*>/g)].map(([tag, name = '']) => ({
    name,
    hidden: /type="hidden"/.test(tag),
    value: unescape(/value="([^"]*)"/.exec(tag)?.[1] ?? ''),
  }));
  const fields = new URLSearchParams();
  for (const { name, value } of asked.filter((one) => one.hidden)) fields.set(name, value);
  const answered = asked.filter(({ name, hidden }) => !hidden && answers[name] !== undefined);
  for (const { name } of answered) fields.set(name, answers[name] ?? '');
  return action === undefined || answered.length === 0 ? undefined : { action, fields };
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
