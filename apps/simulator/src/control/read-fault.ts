import { BodyReader, ControlError } from './body-reader.ts';
import type { FaultAction, FaultRule } from './fault-rules.ts';

const KINDS = ['status', 'reset', 'delay', 'lost', 'cut', 'drip'] as const;

/** A rule from the body of `POST /__simulator/faults`. @throws ControlError */
export function readFault(body: unknown): Omit<FaultRule, 'id'> {
  const reader = new BodyReader(body, [
    'kind',
    'times',
    'skip',
    'method',
    'path',
    'status',
    'body',
    'contentType',
    'headers',
    'ms',
    'afterBytes',
    'clean',
    'gzip',
    'bytesPerSecond',
  ]);
  const kind = reader.oneOf('kind', KINDS);
  if (kind === undefined) throw new ControlError(`"kind" is missing: one of ${KINDS.join(', ')}.`);
  return {
    action: readAction(kind, reader),
    method: reader.text('method')?.toUpperCase() ?? null,
    path: readPattern(reader.text('path')),
    skip: reader.number('skip') ?? 0,
    times: reader.number('times', 1) ?? 1,
  };
}

function readAction(kind: (typeof KINDS)[number], reader: BodyReader): FaultAction {
  switch (kind) {
    case 'status': {
      const body = reader.raw('body');
      return {
        kind,
        status: reader.requiredNumber('status', 100),
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        contentType: reader.text('contentType') ?? null,
        headers: readHeaders(reader.raw('headers')),
      };
    }
    case 'delay':
      return { kind, ms: reader.requiredNumber('ms') };
    case 'cut':
      return {
        kind,
        afterBytes: reader.requiredNumber('afterBytes'),
        clean: reader.boolean('clean') ?? false,
        gzip: reader.boolean('gzip') ?? false,
      };
    case 'drip':
      return { kind, bytesPerSecond: reader.requiredNumber('bytesPerSecond', 1) };
    default:
      return { kind };
  }
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new ControlError('"headers" must be an object.');
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

function readPattern(text: string | undefined): RegExp | null {
  if (text === undefined) return null;
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new ControlError(`"path" is no regular expression: ${error instanceof Error ? error.message : ''}`);
  }
}
