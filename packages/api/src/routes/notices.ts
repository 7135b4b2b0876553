import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function noticeRoutes({
  notices,
}: Services): Pick<
  Handlers,
  'listNotices' | 'readNoticeSettings' | 'changeNoticeSettings' | 'createWebhookSecret' | 'sendTestNotice'
> {
  return {
    listNotices: async ({ workspaceId, query }) => ({
      notices: [...(await notices.list(workspaceId, query))],
    }),
    readNoticeSettings: ({ workspaceId }) => notices.readSettings(workspaceId),
    changeNoticeSettings: ({ workspaceId, body, caller }) =>
      notices.changeSettings(workspaceId, body, caller),
    createWebhookSecret: ({ workspaceId, caller }) => notices.createWebhookSecret(workspaceId, caller),
    sendTestNotice: ({ workspaceId, caller }) => notices.sendTest(workspaceId, caller),
  };
}
