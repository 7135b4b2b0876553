import { lazyRouteComponent } from '@tanstack/react-router';

/** Each page is a file of its own for the browser: the first one shows without waiting for the others. */
export const PAGES = {
  signIn: lazyRouteComponent(() => import('./pages/sign-in/SignInPage.tsx'), 'SignInPage'),
  welcome: lazyRouteComponent(() => import('./pages/welcome/WelcomePage.tsx'), 'WelcomePage'),
  overview: lazyRouteComponent(() => import('./pages/overview/OverviewPage.tsx'), 'OverviewPage'),
  objects: lazyRouteComponent(() => import('./pages/objects/ObjectsPage.tsx'), 'ObjectsPage'),
  object: lazyRouteComponent(() => import('./pages/object/ObjectPage.tsx'), 'ObjectPage'),
  records: lazyRouteComponent(() => import('./pages/records/RecordsPage.tsx'), 'RecordsPage'),
  activity: lazyRouteComponent(() => import('./pages/activity/ActivityPage.tsx'), 'ActivityPage'),
  completeness: lazyRouteComponent(
    () => import('./pages/completeness/CompletenessPage.tsx'),
    'CompletenessPage',
  ),
  objectCompleteness: lazyRouteComponent(
    () => import('./pages/completeness/ObjectCompletenessPage.tsx'),
    'ObjectCompletenessPage',
  ),
  budget: lazyRouteComponent(() => import('./pages/budget/BudgetPage.tsx'), 'BudgetPage'),
  reports: lazyRouteComponent(() => import('./pages/reports/ReportsPage.tsx'), 'ReportsPage'),
  campaignList: lazyRouteComponent(() => import('./pages/reports/CampaignListPage.tsx'), 'CampaignListPage'),
  events: lazyRouteComponent(() => import('./pages/events/EventsPage.tsx'), 'EventsPage'),
  connection: lazyRouteComponent(() => import('./pages/connection/ConnectionPage.tsx'), 'ConnectionPage'),
  integrations: lazyRouteComponent(
    () => import('./pages/integrations/IntegrationsPage.tsx'),
    'IntegrationsPage',
  ),
  settings: lazyRouteComponent(() => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage'),
  you: lazyRouteComponent(() => import('./pages/you/YouPage.tsx'), 'YouPage'),
  members: lazyRouteComponent(() => import('./pages/members/MembersPage.tsx'), 'MembersPage'),
  notices: lazyRouteComponent(() => import('./pages/notices/NoticesPage.tsx'), 'NoticesPage'),
  configuration: lazyRouteComponent(
    () => import('./pages/settings/ConfigurationPage.tsx'),
    'ConfigurationPage',
  ),
  permissions: lazyRouteComponent(() => import('./pages/permissions/PermissionsPage.tsx'), 'PermissionsPage'),
  audit: lazyRouteComponent(() => import('./pages/audit/AuditPage.tsx'), 'AuditPage'),
  invitation: lazyRouteComponent(() => import('./pages/invitation/InvitationPage.tsx'), 'InvitationPage'),
};

/** Fetches all pages, so that going to one works also when the server is away or was updated by then. */
export function fetchAllPages(): void {
  for (const page of Object.values(PAGES)) void page.preload?.();
}
