import { ERRORS, type ErrorSpec, type RetryPolicy } from '@sync-user/contract';
import { GENERATED, toPage } from './markdown.ts';

const RETRY_IN_WORDS: Readonly<Record<RetryPolicy, string>> = {
  never: 'Trying again gives the same answer.',
  soon: 'Passes by itself; try again after a pause. The server does so on its own for loads and polls.',
  after_reauthentication: 'Works again after the sync user is reconnected.',
  after_quota_reset:
    'Works again when the org’s 24-hour window has moved on. The server waits and goes on by itself.',
  after_fix: 'Works again after somebody has mended the cause.',
};

const INTRODUCTION = `# Errors

Every error the service reports has a code of this list: in answers of the HTTP API
([problem+json](api.md#errors), member \`code\`), beside the object, field or connection it stops (\`trouble\`), in the console
and in the log. A code is never renamed and never reused. The status is the one the HTTP API answers with.`;

/** docs/reference/errors.md: one section per entry of the catalogue, in its order. */
export function errorsPage(): string {
  const sections = Object.entries<ErrorSpec>(ERRORS).map(([code, { title, httpStatus, retry, fix }]) =>
    toPage([
      `## ${code}`,
      `${title}.`,
      `- **HTTP status**: ${httpStatus}\n- **Trying again** (\`${retry}\`): ${RETRY_IN_WORDS[retry]}\n- **What to do**: ${fix}`,
    ]).trimEnd(),
  );
  return toPage([GENERATED, INTRODUCTION, ...sections]);
}
