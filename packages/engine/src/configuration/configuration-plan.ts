import type { Configuration, ConfigurationChange } from '@sync-user/contract';

/** Something that stands against a file, at a place of it: `['objects', 'Account', 'fields', 'Region__c']`. */
export interface FoundProblem {
  readonly severity: 'refused' | 'warning';
  readonly at: readonly string[];
  readonly message: string;
  readonly fix: string;
}

/** What is to be done, names as the org spells them. */
export type ConfigurationStep =
  | {
      readonly kind: 'select';
      readonly object: string;
      readonly fields: readonly string[];
      readonly private: readonly string[];
      readonly shown: readonly string[];
      readonly rowFilter: string | null;
      readonly reading: ReadingWanted;
    }
  | {
      readonly kind: 'fields';
      readonly object: string;
      readonly add: readonly string[];
      readonly remove: readonly string[];
      readonly private: readonly string[];
      readonly shown: readonly string[];
    }
  | { readonly kind: 'row_filter'; readonly object: string; readonly filter: string | null }
  | { readonly kind: 'reading'; readonly object: string; readonly reading: ReadingWanted }
  | { readonly kind: 'deselect'; readonly object: string }
  | { readonly kind: 'workspace'; readonly settings: NonNullable<Configuration['workspace']> }
  | { readonly kind: 'notices'; readonly settings: NonNullable<Configuration['notices']> };

export interface ReadingWanted {
  readonly mode: 'auto' | 'events' | 'poll';
  readonly intervalSeconds: number | null;
}

export interface ComparedConfiguration {
  readonly problems: readonly FoundProblem[];
  readonly changes: readonly ConfigurationChange[];
  readonly steps: readonly ConfigurationStep[];
  /** Selected objects that the file does not name. */
  readonly onlyHere: readonly string[];
}
