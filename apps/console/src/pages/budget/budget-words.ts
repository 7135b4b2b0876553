import type { BudgetLevel, CallTransport } from '@sync-user/contract';
import type { BannerTone } from '../../ui/Banner.tsx';

export const LEVEL_WORDS: Record<BudgetLevel, { word: string; tone: BannerTone }> = {
  plenty: { word: 'Plenty', tone: 'good' },
  tight: { word: 'Tight', tone: 'warn' },
  scarce: { word: 'Scarce', tone: 'warn' },
  share_spent: { word: 'Our share is used', tone: 'bad' },
  spent: { word: 'Used up to the floor', tone: 'bad' },
};

export const TRANSPORT_WORDS: Record<CallTransport, string> = {
  rest: 'REST',
  composite: 'Composite (several questions in a call)',
  bulk: 'Bulk API 2.0',
  events: 'Pub/Sub API',
  oauth: 'Login',
};

/** `48`, `4.8`: what is planned is no whole number where calls are shared. */
export function formatPlanned(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
