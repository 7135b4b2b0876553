import { Command } from 'commander';
import { addApp } from './commands/app.ts';
import { addAudit } from './commands/audit.ts';
import { addCalls } from './commands/calls.ts';
import { addCampaignLists } from './commands/campaign-lists.ts';
import { addChanges } from './commands/changes.ts';
import { addCompleteness } from './commands/completeness.ts';
import { addConfiguration } from './commands/configuration.ts';
import { addConnect } from './commands/connect.ts';
import { addConnection } from './commands/connection.ts';
import { addEvents } from './commands/events.ts';
import { addFields } from './commands/fields.ts';
import { addMembers } from './commands/members.ts';
import { addMoney } from './commands/money.ts';
import { addNotices } from './commands/notices.ts';
import { addForecast } from './commands/forecast.ts';
import { addObjects } from './commands/objects.ts';
import { addPipeline } from './commands/pipeline.ts';
import { addPlan } from './commands/plan.ts';
import { addPermissions } from './commands/permissions.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addSchemaChanges } from './commands/schema-changes.ts';
import { addSecrets } from './commands/secrets.ts';
import { addStatus } from './commands/status.ts';
import { addSync } from './commands/sync.ts';
import { addTrace } from './commands/trace.ts';
import { addWorkspaces } from './commands/workspaces.ts';

const ENVIRONMENT = `
Settings come from flags, then from the environment, then from ./.data/endpoints.json, which "npm start" writes:
  SYNC_USER_URL        address of the server
  SYNC_USER_API_KEY    API key (su_…)
  SYNC_USER_WORKSPACE  workspace; not needed when there is only one

Exit codes: 0 done, 1 failed, 2 used wrongly.`;

export function createProgram(): Command {
  const program = new Command('sync-user')
    .description('Every operator task of Sync User in a terminal.')
    .option('--url <address>', 'address of the server')
    .option(
      '--api-key <key>',
      'API key; other users of the machine can see it here, so rather set SYNC_USER_API_KEY',
    )
    .option('-w, --workspace <slug>', 'workspace')
    .option('--endpoints <file>', 'endpoints.json of a running demo')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', ENVIRONMENT)
    .showSuggestionAfterError()
    .exitOverride();
  addStatus(program);
  addObjects(program);
  addFields(program);
  addSchemaChanges(program);
  addQuarantine(program);
  addSync(program);
  addChanges(program);
  addCompleteness(program);
  addTrace(program);
  addCalls(program);
  addEvents(program);
  addPlan(program);
  addForecast(program);
  addMoney(program);
  addPipeline(program);
  addCampaignLists(program);
  addConnection(program);
  addConnect(program);
  addApp(program);
  addPermissions(program);
  addMembers(program);
  addNotices(program);
  addConfiguration(program);
  addAudit(program);
  addSecrets(program);
  addWorkspaces(program);
  return program;
}
