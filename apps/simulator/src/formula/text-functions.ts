/** Functions on text. Positions count from 1, and letters' case matters throughout. */
import { toId18 } from '../org/ids.ts';
import type { FormulaType } from './expression.ts';
import type { FormulaFunction } from './function-library.ts';
import { plainNumber } from './decimal.ts';

const TEXT: readonly FormulaType[] = ['text'];
const NUMBER: readonly FormulaType[] = ['number'];
const PICKLIST: readonly FormulaType[] = ['picklist'];
const MULTIPICKLIST: readonly FormulaType[] = ['multipicklist'];

function pad(text: string, length: number, filler: string): string {
  return filler === '' ? '' : filler.repeat(Math.ceil(Math.max(0, length - text.length) / filler.length));
}

const whole = (value: number): number => Math.max(0, Math.trunc(value));
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Java's `matches`: the whole text. A pattern nobody can read is an error at run time, as Salesforce's is. */
function matches(text: string, pattern: string): boolean | null {
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(text);
  } catch {
    return null;
  }
}

export const TEXT_FUNCTIONS: readonly FormulaFunction[] = [
  { name: '&', parameters: [TEXT, TEXT], result: 'text', apply: (a: string, b: string) => a + b },
  {
    name: 'LEFT',
    parameters: [TEXT, NUMBER],
    result: 'text',
    apply: (text: string, length: number) => text.slice(0, whole(length)),
  },
  {
    name: 'RIGHT',
    parameters: [TEXT, NUMBER],
    result: 'text',
    apply: (text: string, length: number) => (whole(length) === 0 ? '' : text.slice(-whole(length))),
  },
  {
    name: 'MID',
    parameters: [TEXT, NUMBER, NUMBER],
    result: 'text',
    apply: (text: string, start: number, length: number) => {
      const from = Math.max(1, Math.trunc(start)) - 1;
      return text.slice(from, from + whole(length));
    },
  },
  { name: 'LEN', parameters: [TEXT], result: 'number', apply: (text: string) => text.length },
  { name: 'TRIM', parameters: [TEXT], result: 'text', apply: (text: string) => text.trim() },
  {
    name: 'UPPER',
    parameters: [TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: (text: string) => text.toUpperCase(),
  },
  {
    name: 'LOWER',
    parameters: [TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: (text: string) => text.toLowerCase(),
  },
  {
    name: 'INITCAP',
    parameters: [TEXT],
    result: 'text',
    apply: (text: string) =>
      text
        .toLowerCase()
        .replaceAll(/[\p{L}\p{N}]+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  },
  {
    name: 'REVERSE',
    parameters: [TEXT],
    result: 'text',
    apply: (text: string) => Array.from(text).toReversed().join(''),
  },
  {
    name: 'FIND',
    parameters: [TEXT, TEXT, NUMBER],
    optional: 1,
    result: 'number',
    apply: (wanted: string, text: string, start = 1) =>
      wanted === '' || start < 1 ? 0 : text.indexOf(wanted, Math.trunc(start) - 1) + 1,
  },
  {
    name: 'SUBSTITUTE',
    parameters: [TEXT, TEXT, TEXT],
    result: 'text',
    apply: (text: string, old: string, replacement: string) =>
      old === '' ? text : text.replaceAll(old, () => replacement),
  },
  {
    name: 'CONTAINS',
    parameters: [TEXT, TEXT],
    result: 'boolean',
    apply: (text: string, wanted: string) => text.includes(wanted),
  },
  {
    name: 'BEGINS',
    parameters: [TEXT, TEXT],
    result: 'boolean',
    apply: (text: string, wanted: string) => text.startsWith(wanted),
  },
  {
    name: 'LPAD',
    parameters: [TEXT, NUMBER, TEXT],
    optional: 1,
    result: 'text',
    apply: (text: string, length: number, filler = ' ') =>
      text.length >= length
        ? text.slice(0, whole(length))
        : pad(text, length, filler).slice(0, whole(length) - text.length) + text,
  },
  {
    name: 'RPAD',
    parameters: [TEXT, NUMBER, TEXT],
    optional: 1,
    result: 'text',
    apply: (text: string, length: number, filler = ' ') =>
      text.length >= length
        ? text.slice(0, whole(length))
        : text + pad(text, length, filler).slice(0, whole(length) - text.length),
  },
  { name: 'REGEX', parameters: [TEXT, TEXT], result: 'boolean', apply: matches },
  { name: 'BR', parameters: [], result: 'text', apply: () => '<br>' },
  {
    name: 'HYPERLINK',
    parameters: [TEXT, TEXT, TEXT],
    optional: 1,
    result: 'text',
    apply: (url: string, label: string, target = '') =>
      `<a href="${escape(url)}"${target === '' ? '' : ` target="${escape(target)}"`}>${label}</a>`,
  },
  {
    name: 'IMAGE',
    parameters: [TEXT, TEXT, NUMBER, NUMBER],
    optional: 2,
    result: 'text',
    apply: (url: string, alternate: string, height?: number, width?: number) => {
      const style =
        height === undefined || width === undefined
          ? ''
          : ` style="height:${plainNumber(height)}px; width:${plainNumber(width)}px;"`;
      return `<img src="${escape(url)}" alt="${escape(alternate)}"${style} border="0"/>`;
    },
  },
  { name: 'CASESAFEID', parameters: [TEXT], result: 'text', apply: (id: string) => toId18(id) ?? id },
  {
    name: 'ASCII',
    parameters: [TEXT],
    result: 'number',
    apply: (text: string) => text.codePointAt(0) ?? null,
  },
  {
    name: 'CHR',
    parameters: [NUMBER],
    result: 'text',
    apply: (code: number) => String.fromCodePoint(whole(code)),
  },
  {
    name: 'ISPICKVAL',
    parameters: [PICKLIST, TEXT],
    result: 'boolean',
    apply: (value: string, wanted: string) => value === wanted,
  },
  {
    name: 'INCLUDES',
    parameters: [MULTIPICKLIST, TEXT],
    result: 'boolean',
    apply: (values: string, wanted: string) => values.split(';').includes(wanted),
  },
  { name: 'TEXT', parameters: [PICKLIST], result: 'text', apply: (value: string) => value },
  { name: 'TEXT', parameters: [NUMBER], result: 'text', apply: plainNumber },
  { name: 'TEXT', parameters: [['date']], result: 'text', apply: (date: string) => date },
  {
    name: 'TEXT',
    parameters: [['datetime']],
    result: 'text',
    apply: (moment: string) => `${moment.slice(0, 10)} ${moment.slice(11, 19)}Z`,
  },
  { name: 'TEXT', parameters: [['time']], result: 'text', apply: (time: string) => time.replace(/Z$/, '') },
];
