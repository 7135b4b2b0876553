import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { type Allowance, allowanceIn, limits } from '../../facts.ts';
import { onPage } from '../../remedy.ts';

/** Below this share of the allowance the rest of the day is at risk. */
const LOW = 0.1;

const apiAllowance: Check = {
  id: 'api_allowance',
  group: 'limits',
  title: 'API calls left',
  asks: 'DailyApiRequests of /limits; without View Setup, the counter that stands on every answer (Sforce-Limit-Info).',
  without: 'Salesforce refuses calls until the 24-hour window moves on: syncing waits.',
  needs: () => 'required',
  async run(run) {
    const { as, answer } = await limits(run);
    const told = allowanceIn(answer, 'DailyApiRequests');
    const counted = run.subject.orgUsage();
    const left: Allowance | undefined =
      told ??
      (counted === undefined
        ? undefined
        : { max: counted.limit, remaining: Math.max(0, counted.limit - counted.used) });
    if (left === undefined) {
      return {
        status: 'unknown',
        summary: 'The org did not say how many calls are left.',
        evidence: [evidenceOf(as, answer, 'no such limit')],
      };
    }
    const words = `${left.remaining.toLocaleString('en')} of ${left.max.toLocaleString('en')} calls are left`;
    const evidence =
      told === undefined
        ? [
            evidenceOf(as, answer, ''),
            { asked: 'Sforce-Limit-Info', answered: words, as: run.subject.username },
          ]
        : [evidenceOf(as, answer, words)];
    if (left.remaining > left.max * LOW) return { status: 'pass', summary: `${words}.`, evidence };
    return {
      status: left.remaining === 0 ? 'fail' : 'warn',
      summary: `Only ${words} in these 24 hours.`,
      evidence,
      affected: { features: ['freshness'] },
      remedy: onPage(
        run,
        'company',
        'API Requests, Last 24 Hours',
        'See which app uses the calls, lengthen the sync interval, or buy more calls.',
      ),
    };
  },
};

const bulkAllowed: Check = {
  id: 'bulk_allowed',
  group: 'limits',
  title: 'Bulk queries',
  asks: 'The list of bulk query jobs, and DailyBulkV2QueryJobs of /limits where it is visible.',
  without: 'First loads and repairs cannot be made.',
  needs: () => 'required',
  async run(run) {
    const [probe, { as, answer }] = await Promise.all([
      run.subject.read('/jobs/query?jobType=V2Query', run.context),
      limits(run),
    ]);
    const jobs = allowanceIn(answer, 'DailyBulkV2QueryJobs');
    const evidence = [
      evidenceOf(run.subject, probe, 'a list of jobs'),
      evidenceOf(
        as,
        answer,
        jobs === undefined ? 'no such limit' : `${jobs.remaining} of ${jobs.max} jobs are left`,
      ),
    ];
    const remedy = onPage(
      run,
      'company',
      '',
      'Bulk API comes with API access: the edition (or its add-on) and “API Enabled” of the user. Allowances come back by themselves.',
    );
    if (probe.kind === 'refused') {
      const whole = probe.error.code === 'SF_API_DISABLED' || probe.error.code === 'SF_REQUEST_LIMIT';
      if (whole && probe.error.details['salesforceCode'] !== 'FUNCTIONALITY_NOT_ENABLED') {
        return { status: 'unknown', summary: 'Bulk queries could not be asked for.', evidence };
      }
      return {
        status: 'fail',
        summary: 'Salesforce refuses bulk queries.',
        evidence,
        affected: { features: ['first loads'] },
        remedy,
      };
    }
    if (jobs === undefined || jobs.remaining >= Math.max(1, run.mapping.objects.length)) {
      return { status: 'pass', summary: 'Bulk queries are allowed.', evidence };
    }
    return {
      status: 'warn',
      summary: `Only ${jobs.remaining} bulk query jobs are left in these 24 hours.`,
      evidence,
      consequence: 'First loads wait until the 24-hour window moves on.',
      affected: { features: ['first loads'] },
      remedy,
    };
  },
};

export const ALLOWANCE_CHECKS: readonly Check[] = [apiAllowance, bulkAllowed];
