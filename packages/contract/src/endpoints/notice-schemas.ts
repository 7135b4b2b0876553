import { z } from 'zod';
import { Instant } from './common-schemas.ts';
import { Member, MEMBER_ROLES } from './connection-schemas.ts';

export const NOTICE_KINDS = [
  'connection_lost',
  'personal_connection_lost',
  'permissions_missing',
  'other_org',
  'approvals_used_up',
  'drift_not_mended',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** An incident: opened once, told once by each channel, closed with an all-clear. */
export const Notice = z
  .object({
    id: z.string(),
    kind: z.enum(NOTICE_KINDS),
    title: z.string(),
    text: z.string(),
    action: z.object({ label: z.string(), href: z.string() }).nullable(),
    openedAt: Instant,
    closedAt: Instant.nullable().describe('The all-clear'),
    deliveries: z.array(
      z.object({
        channel: z.enum(['email', 'webhook']),
        event: z.enum(['opened', 'closed']),
        recipient: z.string().describe('Address, or the webhook’s host'),
        state: z.enum(['waiting', 'delivered', 'failed']),
        attempts: z.number().int(),
        at: Instant.nullable(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof Notice>;

export const NoticeSettings = z
  .object({
    emails: z.array(z.string()).describe('Besides the workspace’s admins'),
    emailAdmins: z.boolean(),
    webhookUrl: z.string().nullable(),
    hasWebhookSecret: z.boolean(),
    canEmail: z.boolean().describe('False: the server has no SMTP_URL'),
  })
  .meta({ id: 'NoticeSettings' });
export type NoticeSettings = z.infer<typeof NoticeSettings>;

export const NoticeSettingsChange = z
  .object({
    emails: z.array(z.email().max(200)).max(20),
    emailAdmins: z.boolean(),
    webhookUrl: z.url().max(500).nullable(),
  })
  .partial()
  .meta({ id: 'NoticeSettingsChange' });
export type NoticeSettingsChange = z.infer<typeof NoticeSettingsChange>;

export const AuditEntry = z
  .object({
    id: z.number().int(),
    at: Instant,
    actor: z.string().describe('user:<email>, key:<name> or system'),
    action: z.string().describe('Noun and past tense: connection.connected'),
    target: z.string().nullable(),
    asUser: z.string().nullable().describe('Salesforce user in whose name it was done'),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const NewMember = z
  .object({
    email: z.email().max(200),
    name: z.string().min(1).max(120),
    role: z.enum(MEMBER_ROLES).default('member'),
  })
  .meta({ id: 'NewMember' });
export type NewMember = z.input<typeof NewMember>;

export const MemberChange = z
  .object({ name: z.string().min(1).max(120), role: z.enum(MEMBER_ROLES), suspended: z.boolean() })
  .partial()
  .meta({ id: 'MemberChange' });
export type MemberChange = z.infer<typeof MemberChange>;

/** Shown once; the link lets the person choose a password. */
export const Invitation = z
  .object({
    member: Member,
    url: z
      .string()
      .nullable()
      .describe('Null when the person has an account already, or was sent it and the caller is no operator'),
    expiresAt: Instant.nullable(),
    emailed: z.boolean(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;
