import type { Notice } from '@sync-user/contract';

export const CHANNEL_WORDS: Record<Notice['deliveries'][number]['channel'], string> = {
  email: 'Email',
  webhook: 'Webhook',
};
