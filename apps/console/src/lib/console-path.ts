/**
 * Where a link of the server leads inside the console. The server names pages relative to the workspace
 * (`/connection`) or whole (`/w/acme/connection`); anything on another host is left alone.
 */
export function toConsolePath(workspace: string, href: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//')) return href;
  if (href.startsWith('/w/')) return href;
  const page = href.replace(/^[/#]+/, '').replace(/^overview(?=$|[/?])/, '');
  return page === '' ? `/w/${workspace}` : `/w/${workspace}/${page}`;
}

/** Only a path of our own may follow a sign-in: never another site, never the sign-in page again. */
export function toSafeRedirect(target: string | undefined): string {
  if (target === undefined || !/^\/(?![/\\])/.test(target) || target.startsWith('/sign-in')) return '/';
  return target;
}
