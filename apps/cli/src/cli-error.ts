/** What the command line itself finds wrong; shaped like the server's problems, so one view shows both. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code:
    | 'USAGE'
    | 'CONFIRMATION_NEEDED'
    | 'LOAD_FAILED'
    | 'POLL_FAILED'
    | 'TIMEOUT'
    | 'SELECTION_FAILED'
    | 'TEST_FAILED'
    | 'SECRETS_UNREADABLE'
    | 'REPORT_NOT_GENUINE';
  readonly title: string;
  readonly fix: string;
  /** 2: used wrongly; 1: it failed. */
  readonly exitCode: 1 | 2;

  constructor(
    code: CliError['code'],
    { title, detail = '', fix = '' }: { title: string; detail?: string; fix?: string },
  ) {
    super(detail);
    this.code = code;
    this.title = title;
    this.fix = fix;
    this.exitCode = code === 'USAGE' || code === 'CONFIRMATION_NEEDED' ? 2 : 1;
  }
}
