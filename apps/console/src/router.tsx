import { isApiError } from '@sync-user/sdk';
import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { RouteError } from './components/RouteError.tsx';
import { RouteNotFound } from './components/RouteNotFound.tsx';
import { RootLayout } from './components/RootLayout.tsx';
import { WorkspaceLayout } from './components/WorkspaceLayout.tsx';
import { toSafeRedirect } from './lib/console-path.ts';
import { noteInvitationToken } from './lib/invitation-token.ts';
import { sessionQuery } from './lib/queries.ts';
import { queryClient, whenSignedOut } from './lib/query-client.ts';
import { roleIn } from './lib/role.ts';
import { readStored } from './lib/stored.ts';
import { PAGES } from './pages.ts';

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value); // the router reads "007" in an address as a number
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Parts of an object's page beside its first one. */
const OBJECT_VIEWS = ['fields', 'loads'] as const;
export type ObjectView = (typeof OBJECT_VIEWS)[number];

const rootRoute = createRootRoute({ component: RootLayout });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { redirect?: string | undefined } => ({
    redirect: text(search['redirect']),
  }),
  component: PAGES.signIn,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  beforeLoad: ({ location }) => {
    // The address is cleaned before anything else: what is shown, bookmarked or kept in the history holds no token.
    if (noteInvitationToken(location.hash)) throw redirect({ to: '/invitation', hash: '', replace: true });
  },
  component: PAGES.invitation,
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
    if (roleIn(session, workspace) === 'member')
      throw redirect({ to: '/w/$workspace/settings/you', params: { workspace } });
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
  validateSearch: (search: Record<string, unknown>): { view?: ObjectView | undefined } => ({
    view: OBJECT_VIEWS.find((view) => view === search['view']),
  }),
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

const completenessRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/completeness',
  component: PAGES.completeness,
});

const objectCompletenessRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/completeness/$object',
  component: PAGES.objectCompleteness,
});

const budgetRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/budget',
  component: PAGES.budget,
});

const eventsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/events',
  component: PAGES.events,
});

const reportsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/reports',
  component: PAGES.reports,
});

const campaignListRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/reports/campaign-lists/$id',
  component: PAGES.campaignList,
});

const connectionRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/connection',
  validateSearch: (search: Record<string, unknown>): { authorization?: string | undefined } => ({
    authorization: text(search['authorization']),
  }),
  component: PAGES.connection,
});

const integrationsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/integrations',
  component: PAGES.integrations,
});

const settingsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings',
  component: PAGES.settings,
});

const settingsYouRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings/you',
  validateSearch: (search: Record<string, unknown>): { authorization?: string | undefined } => ({
    authorization: text(search['authorization']),
  }),
  component: PAGES.you,
});

const settingsMembersRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings/members',
  component: PAGES.members,
});

const settingsNoticesRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings/notices',
  component: PAGES.notices,
});

const settingsConfigurationRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/settings/configuration',
  component: PAGES.configuration,
});

const permissionsRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/permissions',
  validateSearch: (search: Record<string, unknown>): { connection?: string | undefined } => ({
    connection: text(search['connection']),
  }),
  component: PAGES.permissions,
});

const auditRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): { action?: string | undefined } => ({
    action: text(search['action']),
  }),
  component: PAGES.audit,
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    invitationRoute,
    signedInRoute.addChildren([
      homeRoute,
      welcomeRoute,
      workspaceRoute.addChildren([
        overviewRoute,
        objectsRoute,
        objectRoute,
        recordsRoute,
        activityRoute,
        completenessRoute,
        objectCompletenessRoute,
        budgetRoute,
        eventsRoute,
        reportsRoute,
        campaignListRoute,
        connectionRoute,
        integrationsRoute,
        settingsRoute,
        settingsYouRoute,
        settingsMembersRoute,
        settingsNoticesRoute,
        settingsConfigurationRoute,
        permissionsRoute,
        auditRoute,
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
  // There a refusal is an answer to what was typed.
  if (location.pathname === '/sign-in' || location.pathname === '/invitation') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { redirect: toSafeRedirect(location.href) } });
});
