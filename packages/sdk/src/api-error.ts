import type { ErrorCode, Problem } from '@sync-user/contract';

/** The server could not be reached at all, or something that is not our server answered. */
export type TransportCode = 'SERVER_UNREACHABLE' | 'SERVER_ANSWER_UNREADABLE';

/**
 * A request that failed. Shaped like the server's problem answer, so one view can show every failure:
 * `title` says what happened, `detail` the particulars, `fix` what to do next.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode | TransportCode;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly requestId: string | undefined;
  /** The fields the server refused, by path. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(
    problem: Omit<Problem, 'code' | 'type'> & { readonly code: ErrorCode | TransportCode },
    options?: ErrorOptions,
  ) {
    super(problem.detail === '' ? problem.title : `${problem.title}: ${problem.detail}`, options);
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.fix = problem.fix;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
  }
}

export function toUnreachableError(url: string, cause: unknown): ApiError {
  return new ApiError(
    {
      code: 'SERVER_UNREACHABLE',
      title: 'The Sync User server cannot be reached',
      detail: `No answer from ${url}${reasonOf(cause)}.`,
      fix: 'Check that the server runs and that the address is right, then try again.',
      status: 0,
    },
    { cause },
  );
}

/** Turns an unsuccessful answer into an error; an answer without a problem body (a proxy's page) still says what it was. */
export async function toApiError(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => ''); // a body that breaks off tells no more than its status
  const requestId = response.headers.get('x-request-id') ?? undefined;
  const problem = parseProblem(text);
  if (problem !== undefined) {
    return new ApiError({ ...problem, ...(requestId !== undefined && { requestId }) });
  }
  return toUnreadableError(response, requestId);
}

export function toUnreadableError(response: Response, requestId?: string, cause?: unknown): ApiError {
  return new ApiError(
    {
      code: 'SERVER_ANSWER_UNREADABLE',
      title: 'The answer is not from a Sync User server',
      detail: `${response.url} answered ${response.status} without the body we expect.`,
      fix: 'Check the address, and any proxy between here and the server.',
      status: response.status,
      requestId,
    },
    { cause },
  );
}

function parseProblem(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const isProblem = typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
    if (!isProblem) return undefined;
    return { detail: '', fix: '', ...body } as Problem;
  } catch {
    return undefined; // not JSON: the caller reports it as an unreadable answer
  }
}

/** fetch hides the reason ("connect ECONNREFUSED …") in `cause`, and browsers tell none at all. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return '';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const reason = cause.message === '' ? code : cause.message;
  return reason === '' ? '' : ` (${reason})`;
}
