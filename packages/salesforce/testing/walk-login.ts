import { LoginBrowser } from './login-browser.ts';

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
  const { origin } = new URL(authorizeUrl);
  const leaves = (url: URL): boolean => url.origin !== origin;
  const browser = await new LoginBrowser().open(authorizeUrl, leaves);
  await browser.answer(answers, leaves);
  return leaves(browser.url) ? { sentTo: browser.url } : { page: browser.page };
}
