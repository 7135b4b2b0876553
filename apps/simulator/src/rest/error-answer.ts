import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { RowError } from '../org/types.ts';

/** `[{message, errorCode, fields?}]`. Source: REST API Developer Guide, "Status Codes and Error Responses". */
export function errorAnswer(error: SalesforceError): Answer {
  return json(error.status, [
    {
      message: error.message,
      errorCode: error.errorCode,
      ...(error.fields === undefined ? {} : { fields: error.fields }),
    },
  ]);
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ENTITY_IS_DELETED: 404,
  NOT_FOUND: 404,
  INSUFFICIENT_ACCESS: 403,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
};

/** A refused row, asked for alone: the row's errors become the answer's. */
export function rowErrorsAnswer(errors: readonly RowError[]): Answer {
  const status = STATUS_BY_CODE[errors[0]?.statusCode ?? ''] ?? 400;
  return json(
    status,
    errors.map(({ statusCode, message, fields, duplicateResult }) => ({
      // Real orgs misspell the key here, their documentation does not: clients look for either.
      ...(duplicateResult === undefined ? {} : { duplicateResult, duplicateResut: duplicateResult }),
      message,
      errorCode: statusCode,
      // A column that is not there is refused before there is a row: no fields. Source: recorded answer.
      ...(statusCode === 'INVALID_FIELD' && fields.length === 0 ? {} : { fields }),
    })),
  );
}

/** A published event's UUID comes as an error that is none. Source: Platform Events Developer Guide, "Publish with REST". */
export function publishedErrors({ eventUuid }: { readonly eventUuid?: string }): readonly unknown[] {
  return eventUuid === undefined
    ? []
    : [{ statusCode: 'OPERATION_ENQUEUED', message: eventUuid, fields: [] }];
}

/** Whatever a route threw. Our own bugs answer as Salesforce's do, and their stack goes to the log. */
export function answerForError(error: unknown, report: (error: unknown) => void): Answer {
  if (error instanceof SalesforceError) return errorAnswer(error);
  report(error);
  const message = error instanceof Error ? error.message : String(error);
  return json(500, [
    {
      message: `An unexpected error occurred. Please include this ErrorId if you contact support: 1000000000-00001 (${message})`,
      errorCode: 'UNKNOWN_EXCEPTION',
    },
  ]);
}
