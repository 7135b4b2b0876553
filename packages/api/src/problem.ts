import { ERRORS, type ErrorCode, type Problem, SyncError } from '@sync-user/contract';

export const PROBLEM_TYPE = 'application/problem+json';

/** One thing that is wrong with a request: `path` is the field (`fields.0`), empty for the whole. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A request whose particulars are wrong in a way the schemas cannot tell. */
export class InvalidRequest extends SyncError {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super('API_INVALID_REQUEST', toDetail(errors));
    this.errors = errors;
  }
}

/** The body of an error answer. Source: RFC 9457. */
export function toProblem(
  code: ErrorCode,
  detail: string,
  requestId: string,
  errors: readonly FieldError[] = [],
): Problem {
  const { title, fix, httpStatus } = ERRORS[code];
  return {
    type: `urn:sync-user:problem:${code}`,
    title,
    status: httpStatus,
    detail,
    code,
    fix,
    requestId,
    ...(errors.length > 0 && { errors: [...errors] }),
  };
}

export function toDetail(errors: readonly FieldError[]): string {
  return errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' · ');
}
