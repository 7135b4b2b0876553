import assert from 'node:assert/strict';

/** What a page's form is answered with, by the names of its fields. */
export type Answers = Readonly<Record<string, string>>;

/** Where to end without asking for the page: a path, or what is true of the address. */
type StopBefore = string | ((url: URL) => boolean);

/**
 * A browser as far as logging in needs one: cookies by origin, redirects between our server and Salesforce, links and the
 * one form of a page. For what only a real browser shows there are the walks with Playwright.
 */
export class LoginBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Where it is, and what it sees. */
  url = new URL('about:blank');
  page = '';
  status = 0;
  /** Every address it was sent to, in order. */
  readonly visited: string[] = [];

  /** As after signing in to the site: `name=value`. */
  keep(origin: string, cookie: string): this {
    const [name = '', ...value] = cookie.split('=');
    this.#cookies.set(origin, new Map(this.#cookies.get(origin)).set(name, value.join('=')));
    return this;
  }

  /** Follows redirects until a page comes, but stops before `stopBefore` (the callback, say), which is then `url`. */
  async open(address: string, stopBefore?: StopBefore): Promise<this> {
    await this.#go(new URL(address), undefined, stopBefore);
    return this;
  }

  async follow(link: RegExp, stopBefore?: StopBefore): Promise<this> {
    const href = [...this.page.matchAll(/href="([^"]+)"/g)]
      .map(([, found = '']) => unescapeHtml(found))
      .find((found) => link.test(found));
    assert.ok(href, `no link ${String(link)} on ${this.url.href}:\n${this.page}`);
    await this.#go(new URL(href, this.url), undefined, stopBefore);
    return this;
  }

  /** Answers form after form as long as it knows what is asked. */
  async answer(answers: Answers, stopBefore?: StopBefore): Promise<this> {
    for (let form = this.#form(answers); form !== undefined; form = this.#form(answers)) {
      await this.#go(new URL(form.action, this.url), form.fields, stopBefore);
      if (isBefore(this.url, stopBefore)) break;
    }
    return this;
  }

  async #go(
    address: URL,
    form: URLSearchParams | undefined,
    stopBefore: StopBefore | undefined,
  ): Promise<void> {
    let [url, body] = [address, form];
    for (;;) {
      this.url = url;
      this.visited.push(url.href);
      if (isBefore(url, stopBefore)) {
        this.page = '';
        return;
      }
      const jar = this.#cookies.get(url.origin) ?? new Map<string, string>();
      this.#cookies.set(url.origin, jar);
      const answer = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body !== undefined && { body }),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        jar.set(name, value);
      }
      this.status = answer.status;
      this.page = await answer.text();
      const location = answer.headers.get('location');
      if (location === null) return;
      url = new URL(location, url);
      body = undefined;
    }
  }

  #form(answers: Answers): { readonly action: string; readonly fields: URLSearchParams } | undefined {
    const action = /<form[^>]*action="([^"]+)"/.exec(this.page)?.[1];
    const fields = new URLSearchParams();
    let knows = false;
    for (const [tag, name = ''] of this.page.matchAll(/<(?:input|button)[^>]*name="([^"]+)"[^>]*>/g)) {
      const answer = answers[name];
      if (/type="hidden"/.test(tag)) {
        fields.set(name, unescapeHtml(/value="([^"]*)"/.exec(tag)?.[1] ?? ''));
      } else if (answer !== undefined) {
        fields.set(name, answer);
        knows = true;
      }
    }
    return action === undefined || !knows ? undefined : { action: unescapeHtml(action), fields };
  }
}

function isBefore(url: URL, stop: StopBefore | undefined): boolean {
  return typeof stop === 'function' ? stop(url) : url.pathname === stop;
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
