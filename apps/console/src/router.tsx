import { isApiError } from '@sync-user/sdk';
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { RouteError } from './components/RouteError.tsx';
import { RouteNotFound } from './components/RouteNotFound.tsx';
import { RootLayout } from './components/RootLayout.tsx';
import { WorkspaceLayout } from './components/WorkspaceLayout.tsx';
import { toSafeRedirect } from './lib/console-path.ts';
import { sessionQuery } from './lib/queries.ts';
import { queryClient, whenSignedOut } from './lib/query-client.ts';
import { readStored } from './lib/stored.ts';
import { PAGES } from './pages.ts';

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value); // the router reads "007" in an address as a number
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const rootRoute = createRootRoute({ component: RootLayout });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { redirect?: string | undefined } => ({
    redirect: text(search['redirect']),
  }),
  component: PAGES.signIn,
});

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'in',
  beforeLoad: async ({ location }) => {
    try {
      return { session: await queryClient.ensureQueryData(sessionQuery) };
    } catch (error) {
      if (!isApiError(error, 'API_UNAUTHENTICATED')) throw error;
      throw redirect({ to: '/sign-in', search: { redirect: location.href } });
    }
  },
  component: Outlet,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: ({ context: { session } }) => {
    const last = readStored<string | null>('workspace', null);
    const workspace = session.workspaces.find((slug) => slug === last) ?? session.workspaces[0];
    if (workspace === undefined) throw redirect({ to: '/welcome' });
    throw redirect({ to: '/w/$workspace', params: { workspace } });
  },
});

const welcomeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/welcome',
  component: PAGES.welcome,
});

const workspaceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/w/$workspace',
  component: WorkspaceLayout,
});

const overviewRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/',
  component: PAGES.overview,
});

const objectsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/objects',
  component: PAGES.objects,
});

const objectRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/objects/$object',
  component: PAGES.object,
});

export interface RecordsSearch {
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly direction?: 'asc' | 'desc' | undefined;
  /** The record whose panel is open. */
  readonly record?: string | undefined;
}

const recordsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/objects/$object/records',
  validateSearch: (search: Record<string, unknown>): RecordsSearch => ({
    search: text(search['search']),
    sort: text(search['sort']),
    direction:
      search['direction'] === 'asc' || search['direction'] === 'desc' ? search['direction'] : undefined,
    record: text(search['record']),
  }),
  component: PAGES.records,
});

const activityRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/activity',
  validateSearch: (search: Record<string, unknown>): { object?: string | undefined } => ({
    object: text(search['object']),
  }),
  component: PAGES.activity,
});

const connectionRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/connection',
  component: PAGES.connection,
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings',
  component: PAGES.settings,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    signedInRoute.addChildren([
      homeRoute,
      welcomeRoute,
      workspaceRoute.addChildren([
        overviewRoute,
        objectsRoute,
        objectRoute,
        recordsRoute,
        activityRoute,
        connectionRoute,
        settingsRoute,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: RouteNotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut(() => {
  const { location } = router.state;
  if (location.pathname === '/sign-in') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { redirect: toSafeRedirect(location.href) } });
});
