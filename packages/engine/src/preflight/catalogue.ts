import { ALLOWANCE_CHECKS } from './checks/limits/allowances.ts';
import { EVENT_CHECKS } from './checks/limits/change-events.ts';
import { whoWhatLimit } from './checks/limits/who-what-limit.ts';
import { APP_CHECKS } from './checks/login/app.ts';
import { LOGIN_RULE_CHECKS } from './checks/login/login-rules.ts';
import { TOKEN_CHECKS } from './checks/login/tokens.ts';
import { OBJECT_CHECKS } from './checks/objects/object-checks.ts';
import { ORG_CHECKS } from './checks/org/org-checks.ts';
import { SYSTEM_PERMISSION_CHECKS } from './checks/permissions/system-permissions.ts';
import { USER_CHECKS } from './checks/user/user-checks.ts';
import { WRITING_CHECKS } from './checks/writing/writing-checks.ts';
import type { Check } from './check.ts';

/** Every check, in the order of the report. */
export const CHECKS: readonly Check[] = [
  ...APP_CHECKS,
  ...TOKEN_CHECKS,
  ...LOGIN_RULE_CHECKS,
  ...USER_CHECKS,
  ...SYSTEM_PERMISSION_CHECKS,
  ...OBJECT_CHECKS,
  ...WRITING_CHECKS,
  ...ALLOWANCE_CHECKS,
  whoWhatLimit,
  ...EVENT_CHECKS,
  ...ORG_CHECKS,
];
