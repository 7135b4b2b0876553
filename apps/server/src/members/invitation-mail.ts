import type { Message } from '../notices/message.ts';

/** What the mail with an invitation's link says. */
export function writeInvitation(invitation: {
  readonly url: string;
  readonly expiresAt: string;
  readonly invitedBy: string;
  readonly workspace: string;
}): Message {
  const { url, expiresAt, invitedBy, workspace } = invitation;
  return {
    subject: `${invitedBy} invites you to ${workspace} on Sync User`,
    paragraphs: [
      `${invitedBy} has added you to the workspace “${workspace}”, which keeps Salesforce and your product in sync.`,
      'Choose a password to sign in. You can then connect your own Salesforce account, so that what you change is written in your name.',
      `The link works once, until ${new Date(expiresAt).toUTCString()}. If you did not expect it, do nothing.`,
    ],
    link: { label: 'Choose a password', url },
    footer: 'Sent by Sync User because somebody entered this address. Answers are not read.',
  };
}
