/** A browser as far as sign-in pages need one: cookies, redirects, and the one form on a page. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  #page = '';
  #url = '';
  /** The last redirect to another host; the browser does not go there. */
  leftFor: string | undefined;

  async open(url: string): Promise<string> {
    return this.#request('GET', url, undefined);
  }

  /** Fills the form of the page and sends it, hidden fields included. */
  async submit(values: Record<string, string>): Promise<string> {
    const action = /<form[^>]*action="([^"]+)"/.exec(this.#page)?.[1];
    if (action === undefined) throw new Error(`no form on ${this.#url}:\n${this.#page}`);
    const fields = new URLSearchParams();
    for (const [input] of this.#page.matchAll(/<input type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1] ?? '';
      fields.set(name, unescapeHtml(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
    }
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    return this.#request('POST', new URL(action, this.#url).toString(), fields.toString());
  }

  async #request(method: string, url: string, body: string | undefined): Promise<string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      this.#cookies.set(name, value);
    }
    this.#url = url;
    this.#page = await response.text();
    const location = response.headers.get('location');
    if (location === null) return this.#page;
    const target = new URL(location, url);
    if (target.host !== new URL(url).host) {
      this.leftFor = target.toString();
      return this.#page;
    }
    return this.#request('GET', target.toString(), undefined);
  }
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
