import { problemsOf } from './api-problems.ts';
import { toPage, toTable } from './markdown.ts';
import type { Operation, Schema } from './open-api.ts';
import { type FieldRow, shapeName, toFieldRows, toNotes, toWords } from './schema-words.ts';

/** One endpoint: who may call it, what goes in, what comes out, what can go wrong. */
export function operationBlock(method: string, path: string, operation: Operation): string {
  const { parameters = [], requestBody, responses, summary, description = '' } = operation;
  const ownParameters = parameters.filter((one) => !(one.in === 'path' && one.name === 'workspace'));
  return toPage([
    `### ${method.toUpperCase()} ${path}`,
    `${sentence(summary)}${operation.security.length === 0 ? ' No sign-in is needed.' : ''}`,
    description,
    toTable(
      ['Parameter', 'In', 'Type', '', 'Notes'],
      ownParameters.map((one) => [
        `\`${one.name}\``,
        one.in,
        toWords(one.schema),
        one.required === true ? 'required' : '',
        [one.description ?? '', toNotes(one.schema)].filter((text) => text !== '').join('. '),
      ]),
    ),
    requestBody === undefined ? '' : contentBlock('Body', requestBody.content),
    ...Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([status, answer]) => contentBlock(`Answer ${status}`, answer.content)),
    `Problems: ${problemsOf(operation.operationId)
      .map((code) => `[\`${code}\`](errors.md#${code.toLowerCase()})`)
      .join(' · ')}`,
  ]).trimEnd();
}

/** The fields of an object as a table. */
export function fieldTable(fields: readonly FieldRow[]): string {
  return toTable(
    ['Field', 'Type', '', 'Notes'],
    fields.map(({ path, type, required, notes }) => [`\`${path}\``, type, required ? '' : 'optional', notes]),
  );
}

function contentBlock(
  label: string,
  content: Readonly<Record<string, { readonly schema: Schema }>> = {},
): string {
  const [[mediaType, { schema }] = ['', { schema: {} }]] = Object.entries(content);
  const words = mediaType === 'application/json' ? toWords(schema) : `\`${mediaType}\``;
  const rows = shapeName(schema) === undefined ? toFieldRows(schema) : [];
  return toPage([`**${label}**: ${words}`, fieldTable(rows)]).trimEnd();
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
