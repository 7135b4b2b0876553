/** When two values count as the same. Source: Salesforce Help, "Matching Methods Used with Matching Rules". */
import type { MatchingMethod } from '../setup/org-setup.ts';
import type { Scalar } from '../types.ts';

const COMPANY_WORDS =
  /\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|ag|plc|sa|the)\b/g;

/** What is compared instead of the value; null when there is nothing to compare. */
export function matchKey(method: MatchingMethod, value: Scalar | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  const text = String(value).trim().toLowerCase();
  switch (method) {
    case 'exact':
    case 'email':
      return text;
    case 'phone':
      return lastDigits(text);
    case 'firstName':
      // Initials match whole names.
      return (
        text
          .replaceAll(/[^\p{L}\s]/gu, '')
          .split(/\s+/)[0]
          ?.slice(0, 1) ?? null
      );
    case 'lastName':
      return withoutMarks(text).replaceAll(/[^\p{L}\d]/gu, '');
    default: {
      const words = withoutMarks(text)
        .replaceAll(/[^\p{L}\d\s]/gu, ' ')
        .replaceAll(COMPANY_WORDS, ' ');
      const key = words.trim().replaceAll(/\s+/g, ' ');
      return key === '' ? text : key;
    }
  }
}

/** Country codes and punctuation do not count: the last ten digits do. */
function lastDigits(text: string): string {
  const digits = text.replaceAll(/\D/g, '');
  return digits === '' ? text : digits.slice(-10);
}

function withoutMarks(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '');
}
