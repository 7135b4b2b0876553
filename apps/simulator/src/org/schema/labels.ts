import type { FieldType } from './types.ts';

/** The label that setup would suggest for an API name: `Site_Visit__c` → `Site Visit`, `AccountId` → `Account ID`. */
export function toLabel(name: string, type: FieldType): string {
  const stem = name.replace(/__(?:c|e|s|pc)$/i, '').replace(/^[A-Za-z][A-Za-z0-9]*__/, '');
  const words = stem.includes('_')
    ? stem.replaceAll('_', ' ')
    : stem.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return type === 'id' || type === 'reference' ? words.replace(/ Id$/, ' ID') : words;
}

/** An English plural, good enough for labels nobody declared. */
export function toPlural(label: string): string {
  if (/(?:s|x|ch|sh)$/i.test(label)) return `${label}es`;
  return /[^aeiou]y$/i.test(label) ? `${label.slice(0, -1)}ies` : `${label}s`;
}
