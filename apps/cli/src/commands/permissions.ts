import { PERMISSION_POLICIES, type PermissionPolicy } from '@sync-user/contract';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { addPermissionsExport } from './permissions-export.ts';
import { OF_CONNECTION, type OfConnection, toFields } from './permissions-options.ts';
import { printPlan, printReport, printResult } from './permissions-print.ts';

export function addPermissions(program: Command): void {
  const permissions = program
    .command('permissions')
    .description('what the sync user may do in Salesforce, what it lacks, and granting it');
  addShow(permissions);
  addCheck(permissions);
  addPlan(permissions);
  addApply(permissions);
  addPermissionsExport(permissions);
  addPolicy(permissions);
}

function addShow(permissions: Command): void {
  permissions
    .command('show')
    .description('the last permission checks')
    .option(...OF_CONNECTION)
    .option('--all', 'checks that are not needed too, and the evidence')
    .action(async (options: OfConnection & { all?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const { report } = await client.readPreflight({ workspace: await workspace(), ...toFields(options) });
      if (json) return terminal.json({ report });
      if (report === null) return terminal.line('Not checked yet. Check now: sync-user permissions check');
      printReport(terminal, report, options.all === true);
    });
}

function addCheck(permissions: Command): void {
  permissions
    .command('check')
    .description('check the permissions now; fails when a required one is missing')
    .option(...OF_CONNECTION)
    .option('--all', 'checks that are not needed too, and the evidence')
    .action(async (options: OfConnection & { all?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const report = await client.runPreflight({ workspace: await workspace(), ...toFields(options) });
      if (json) terminal.json(report);
      else printReport(terminal, report, options.all === true);
      if (report.verdict === 'fail') process.exitCode = 1;
    });
}

function addPlan(permissions: Command): void {
  permissions
    .command('plan')
    .description('what is needed and what of it is lacking; changes nothing')
    .option(...OF_CONNECTION)
    .option('--all', 'what the user has as well')
    .action(async (options: OfConnection & { all?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const plan = await client.planRepair({ workspace: await workspace(), ...toFields(options) });
      if (json) terminal.json(plan);
      else printPlan(terminal, plan, options.all === true);
    });
}

function addApply(permissions: Command): void {
  permissions
    .command('apply')
    .description('grant what is lacking in Salesforce, and check again')
    .option(...OF_CONNECTION)
    .option('--plan-version <version>', 'only if the plan is still the one that was read')
    .option('-y, --yes', 'do not ask')
    .action(async (options: OfConnection & { planVersion?: string; yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const request = { workspace: await workspace(), ...toFields(options) };
      const plan = await client.planRepair(request);
      const lacks = plan.lines.some(({ change }) => change === 'add');
      if (lacks && !json) printPlan(terminal, plan, false);
      if (lacks) {
        const question = `Change permissions in Salesforce as ${plan.applyAs ?? 'nobody'}, for ${plan.username}?`;
        await confirm(question, options.yes === true);
      }
      const result = await client.applyRepair({
        ...request,
        version: options.planVersion ?? plan.version,
      });
      if (json) terminal.json(result);
      else printResult(terminal, result);
      if (result.outcome === 'rolled_back') process.exitCode = 1;
    });
}

function addPolicy(permissions: Command): void {
  const policy = permissions.command('policy').description('what is asked of the sync user');
  policy
    .command('show', { isDefault: true })
    .description('the policy of the workspace')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const { workspaces } = await client.listWorkspaces();
      const found = workspaces.find((one) => one.slug === slug);
      if (found === undefined)
        throw new CliError('USAGE', {
          title: `There is no workspace ${slug}`,
          fix: 'See sync-user workspaces.',
        });
      if (json) terminal.json({ policy: found.permissionPolicy });
      else terminal.line(found.permissionPolicy);
    });
  policy
    .command('set')
    .description('change it; the checks ask for it from then on')
    .addArgument(policy.createArgument('<policy>', 'the policy').choices(PERMISSION_POLICIES))
    .action(async (chosen: PermissionPolicy, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const changed = await client.changeWorkspace({
        workspace: await workspace(),
        permissionPolicy: chosen,
      });
      if (json) terminal.json(changed);
      else terminal.line(`${terminal.style('green', '✓')} ${changed.slug} asks for ${chosen} now.`);
    });
}
