import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { escapeXml } from '../http/escape-xml.ts';

/**
 * A JSON answer in the format the caller asks for: `format=json|xml|urlencoded`, else by `Accept`.
 * Source: facts 1.2; help "OAuth 2.0 Refresh Token Flow", parameter `format`.
 */
export function inFormat(answer: Answer, incoming: Incoming, form: URLSearchParams, root: string): Answer {
  if (answer.body.kind !== 'json') return answer;
  const { value } = answer.body;
  switch (wantedFormat(incoming, form)) {
    case 'xml':
      return withText(
        answer,
        `<?xml version="1.0" encoding="UTF-8"?>${toXml(root, value)}`,
        'application/xml;charset=UTF-8',
      );
    case 'urlencoded':
      return withText(
        answer,
        new URLSearchParams(
          Object.entries(value as object).map(([name, one]): [string, string] => [
            name,
            typeof one === 'object' && one !== null ? JSON.stringify(one) : String(one ?? ''),
          ]),
        ).toString(),
        'application/x-www-form-urlencoded;charset=UTF-8',
      );
    default:
      return answer;
  }
}

function wantedFormat(incoming: Incoming, form: URLSearchParams): 'json' | 'xml' | 'urlencoded' {
  const format = form.get('format');
  if (format === 'json' || format === 'xml' || format === 'urlencoded') return format;
  for (const type of (incoming.headers['accept'] ?? '').split(',')) {
    const name = type.split(';')[0]?.trim().toLowerCase();
    if (name === 'application/json' || name === '*/*') return 'json';
    if (name === 'application/xml') return 'xml';
    if (name === 'application/x-www-form-urlencoded') return 'urlencoded';
  }
  return 'json';
}

function toXml(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name}/>`;
  if (Array.isArray(value)) return value.map((item) => toXml(name, item)).join('');
  if (typeof value === 'string') return `<${name}>${escapeXml(value)}</${name}>`;
  if (typeof value !== 'object') return `<${name}>${JSON.stringify(value)}</${name}>`;
  const inside = Object.entries(value).map(([child, one]) => toXml(child, one));
  return `<${name}>${inside.join('')}</${name}>`;
}

function withText(answer: Answer, text: string, contentType: string): Answer {
  return { ...answer, body: { kind: 'text', text, contentType } };
}
