import type { CheckGroup, PermissionPolicy } from '@sync-user/contract';
import { CHECK_GROUPS, PERMISSION_POLICIES } from '@sync-user/contract';
import { type AccessMapping, type Check, CHECKS, type NeedQuestion } from '@sync-user/engine';
import { GENERATED, toPage, toTable } from './markdown.ts';

const INTRODUCTION = `# Permission checks

What is asked of Salesforce before a sync user takes force, every day, and whenever somebody presses “Check permissions”.
Ids are part of the API ([\`GET …/preflight\`](api.md)) and are never renamed. How to grant what is missing:
[Permissions](../guides/permissions.md).

- **required**: a failure keeps a candidate from taking force, and is told to admins.
- **recommended**: a failure is shown as a warning; syncing goes on.
- **–**: not asked for.

The column of a policy holds for a workspace that reads accounts, tasks, users and roles and, where the policy is about
writing, writes accounts, contacts, leads, opportunities and campaigns, connected by a browser login.`;

const GROUP_TITLES: Readonly<Record<CheckGroup, string>> = {
  login: 'Login and tokens',
  user: 'User and licence',
  permissions: 'System permissions',
  objects: 'Objects, fields and records',
  writing: 'Writing',
  limits: 'Limits',
  org: 'The org',
};

const POLICY_TITLES: Readonly<Record<PermissionPolicy, string>> = {
  least_privilege: 'Least privilege',
  administrator: 'Administrator',
  integration_user: 'Integration user',
  standard_user: 'Standard user',
};

const READ = ['Account', 'Task', 'User', 'UserRole'];
const WRITTEN = ['Account', 'Contact', 'Lead', 'Opportunity', 'Campaign'];

/** docs/reference/checks.md: every check of the catalogue, by group. */
export function checksPage(): string {
  const sections = CHECK_GROUPS.map((group) => {
    const checks = CHECKS.filter((check) => check.group === group);
    const summary = toTable(
      ['check', ...PERMISSION_POLICIES.map((policy) => POLICY_TITLES[policy])],
      checks.map((check) => [
        `[\`${check.id}\`](#${check.id})`,
        ...PERMISSION_POLICIES.map((policy) => needOf(check, policy)),
      ]),
    );
    return toPage([`## ${GROUP_TITLES[group]}`, summary, ...checks.map(toSection)]).trimEnd();
  });
  return toPage([GENERATED, INTRODUCTION, ...sections]);
}

function toSection({ id, title, asks, without }: Check): string {
  return `### ${id}\n\n**${title}.**\n\n- **Asks**: ${asks}\n- **Without it**: ${without}`;
}

function needOf(check: Check, policy: PermissionPolicy): string {
  const needs = check.needs({ policy, mapping: mappingOf(policy), about: ABOUT });
  return needs === 'not_needed' ? '–' : needs;
}

function mappingOf(policy: PermissionPolicy): AccessMapping {
  const written = policy === 'standard_user' ? WRITTEN : [];
  return {
    objects: [...new Set([...READ, ...written])].map((name) => ({
      name,
      label: name,
      fields: ['Id', 'Name'],
      writes: written.includes(name),
    })),
  };
}

const ABOUT: NeedQuestion['about'] = {
  connectionId: '',
  organizationId: '',
  organizationName: null,
  isSandbox: null,
  instanceUrl: 'https://acme.my.salesforce.com',
  loginUrl: 'https://login.salesforce.com',
  method: 'web_server',
  scopes: [],
  clientId: '',
  connectedAt: null,
  lockedOrganizationId: null,
};
