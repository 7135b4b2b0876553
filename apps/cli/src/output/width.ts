import { stripVTControlCharacters } from 'node:util';

const SEGMENTS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Columns a text takes on a terminal: colours take none, Chinese, Japanese and Korean signs and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of SEGMENTS.segment(stripVTControlCharacters(text))) width += columnsOf(segment);
  return width;
}

/** The text cut to at most `columns`. It must hold no colours. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let cut = '';
  for (const { segment } of SEGMENTS.segment(text)) {
    width += columnsOf(segment);
    if (width > columns) break;
    cut += segment;
  }
  return cut;
}

function columnsOf(segment: string): number {
  return WIDE.test(segment) ? 2 : 1;
}
