import { z } from 'zod';
import * as c from './configuration-schemas.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';

const CONFIGURATION = '/workspaces/:workspace/configuration';

/** From one workspace to another, such as from a sandbox’s to production’s: as a file, by developer names. */
export const CONFIGURATION_ENDPOINTS = {
  exportConfiguration: {
    method: 'GET',
    path: CONFIGURATION,
    summary: 'Objects, fields, filters and settings as a file, without ids and secrets',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    response: c.ConfigurationFile,
  },
  planConfiguration: {
    method: 'POST',
    path: `${CONFIGURATION}/plan`,
    summary:
      'What a file would change here, what it would load and cost, and what the org lacks; changes nothing',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    body: c.ConfigurationQuestion,
    response: c.ConfigurationPlan,
  },
  applyConfiguration: {
    method: 'POST',
    path: `${CONFIGURATION}/apply`,
    summary: 'Set the workspace to what a file says: all of it or nothing; what was before is kept',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    body: c.ConfigurationOrder,
    response: c.ConfigurationOutcome,
  },
  rollBackConfiguration: {
    method: 'POST',
    path: `${CONFIGURATION}/roll-back`,
    summary: 'Set the workspace to what it was before a file was applied',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    body: c.ConfigurationRollBack,
    response: c.ConfigurationOutcome,
  },
  listConfigurationSnapshots: {
    method: 'GET',
    path: `${CONFIGURATION}/snapshots`,
    summary: 'What the workspace was set to before each applied file, the newest first',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ snapshots: z.array(c.ConfigurationSnapshot) }),
  },
} as const satisfies Record<string, Endpoint>;
