import { isSyncError, type Problem } from '@sync-user/contract';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type FieldError, InvalidRequest, PROBLEM_TYPE, toDetail, toProblem } from './problem.ts';

/** Where every failure of a request stops travelling: it is logged here, once, and answered as a problem. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  if (problem.code === 'INTERNAL') request.log.error({ err: error }, 'request failed');
  else if (problem.status >= 500) {
    request.log.warn({ code: problem.code, ...(isSyncError(error) && error.details) }, problem.detail);
  }
  return sendProblem(reply, problem);
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="sync-user"');
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problem);
}

function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof InvalidRequest) {
    return toProblem(error.code, error.message, requestId, error.errors);
  }
  if (isSyncError(error)) return toProblem(error.code, error.message, requestId);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(toFieldError);
    return toProblem('API_INVALID_REQUEST', toDetail(errors), requestId, errors);
  }
  const status = isFastifyError(error) ? error.statusCode : undefined;
  if (isFastifyError(error) && status !== undefined && status >= 400 && status < 500) {
    // What Fastify itself refuses: a body that is not JSON, too large, of another type.
    return toProblem(status === 404 ? 'API_NOT_FOUND' : 'API_INVALID_REQUEST', error.message, requestId);
  }
  return toProblem('INTERNAL', `The request could not be answered. Its id is ${requestId}.`, requestId);
}

function toFieldError(issue: { readonly instancePath: string; readonly message?: string }): FieldError {
  const path = issue.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const message = issue.message ?? 'Not valid.';
  return { path, message: message.endsWith('received undefined') ? 'This is required.' : message };
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && 'code' in error;
}
