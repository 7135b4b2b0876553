import type { Page } from 'playwright-core';

/** Placeholders gone, nothing at work, stream open where there is one, chart drawn: what a reader finds a second later. */
const IS_SETTLED = `document.querySelector('[role=status][aria-label^=Loading], [aria-busy=true]') === null &&
  [...document.querySelectorAll('[role=status]')].every((each) => !/^(Connecting|Reconnecting)…$/.test(each.textContent)) &&
  [...document.querySelectorAll('main figure:not([aria-label=Certificate])')].every((each) => each.querySelector('canvas, pre, ol, table, [aria-hidden]') !== null)`;
/** Looks in a row, a tenth of a second apart, that find nothing moving. */
const LOOKS = 3;

/** Requests that have not been answered. The stream of changes never is. */
const pending = new WeakMap<Page, Set<unknown>>();

/** To be called before the page goes anywhere. */
export function watchRequests(page: Page): void {
  const open = new Set<unknown>();
  pending.set(page, open);
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.endsWith('/stream')) open.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => open.delete(request));
}

/** Waits until everything is read and drawn, and takes away the toasts of the steps before. */
export async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  for (let quiet = 0; quiet < LOOKS; ) {
    await page.waitForTimeout(100);
    const isQuiet = pending.get(page)?.size === 0 && (await page.evaluate<boolean>(IS_SETTLED));
    quiet = isQuiet ? quiet + 1 : 0;
  }
  const dismiss = page.locator('[aria-live=polite].fixed').getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().dispatchEvent('click');
}
