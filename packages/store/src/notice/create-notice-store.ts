import type { NoticeKind } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import { listOutlivedNotices, listUntoldConnections, type ToldStops } from './connection-notices.ts';
import { listNotices } from './list-notices.ts';
import * as delivery from './notice-delivery.ts';
import * as settings from './notice-settings.ts';
import {
  closeNotice,
  type NewNotice,
  openNotice,
  readRecipients,
  type TellingOptions,
} from './open-notice.ts';

/** Verbs about incidents and who is told of them. */
export function createNoticeStore(db: Database, sealer: Sealer) {
  return {
    open: (workspaceId: string, notice: NewNotice, options: TellingOptions) =>
      openNotice(db, workspaceId, notice, options),
    close: (workspaceId: string, kind: NoticeKind, subject: string, now: IsoInstant) =>
      closeNotice(db, workspaceId, kind, subject, now),
    list: (workspaceId: string, query: Parameters<typeof listNotices>[2]) =>
      listNotices(db, workspaceId, query),
    listUntoldConnections: (stops: ToldStops) => listUntoldConnections(db, stops),
    listOutlived: (stops: Pick<ToldStops, 'states'>) => listOutlivedNotices(db, stops),
    listRecipients: (workspaceId: string) => readRecipients(db, workspaceId, undefined),
    readSettings: (workspaceId: string) => settings.readNoticeSettings(db, workspaceId),
    changeSettings: (workspaceId: string, change: Parameters<typeof settings.changeNoticeSettings>[2]) =>
      settings.changeNoticeSettings(db, workspaceId, change),
    createWebhookSecret: (workspaceId: string) => settings.createWebhookSecret(db, sealer, workspaceId),
    readWebhook: (workspaceId: string) => settings.readWebhook(db, sealer, workspaceId),
    claimDeliveries: (options: Parameters<typeof delivery.claimDeliveries>[1]) =>
      delivery.claimDeliveries(db, options),
    settleDelivery: (
      one: Pick<delivery.DueDelivery, 'workspaceId' | 'deliveryId'>,
      outcome: delivery.DeliveryOutcome,
      now: IsoInstant,
    ) => delivery.settleDelivery(db, one, outcome, now),
  };
}
