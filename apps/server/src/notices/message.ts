import type { DueDelivery } from '@sync-user/store';

/** A message before it is put in the form of its channel. */
export interface Message {
  readonly subject: string;
  /** Paragraphs, the most important first. */
  readonly paragraphs: readonly string[];
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly footer: string;
}

type Told = Pick<DueDelivery, 'workspace' | 'event' | 'notice'>;

/** What an e-mail says: what happened, since when, what is paused, what to do, and where. */
export function writeMessage({ workspace, event, notice }: Told, publicUrl: string): Message {
  const link = notice.action && {
    label: notice.action.label,
    url: linkOf(workspace.slug, notice.action.href, publicUrl),
  };
  const footer = `Sent by Sync User at ${publicUrl} to those who look after the workspace “${workspace.name}”. Settings → Notices changes who is told.`;
  if (event === 'closed') {
    return {
      subject: `All clear, ${workspace.name}: ${notice.title}`,
      paragraphs: [
        `“${notice.title}” is over. Nothing needs to be done.`,
        `It began ${inWords(notice.openedAt)} and ended ${inWords(notice.closedAt ?? notice.openedAt)}.`,
      ],
      link: link && { label: 'Open Sync User', url: link.url },
      footer,
    };
  }
  return {
    subject: `${workspace.name}: ${notice.title}`,
    paragraphs: [notice.text, `Since ${inWords(notice.openedAt)}.`],
    link,
    footer,
  };
}

/** `href` is a path within the workspace (`/connection`), or of the console (`/w/acme/connection`). */
export function linkOf(slug: string, href: string, publicUrl: string): string {
  const path = href.startsWith('/w/') ? href : `/w/${slug}${href.startsWith('/') ? href : `/${href}`}`;
  return publicUrl.replace(/\/+$/, '') + path;
}

export function toText({ paragraphs, link, footer }: Message): string {
  const action = link === null ? [] : [`${link.label}: ${link.url}`];
  return `${[...paragraphs, ...action].join('\n\n')}\n\n-- \n${footer}\n`;
}

export function toHtml({ subject, paragraphs, link, footer }: Message): string {
  const style = 'font:15px/1.5 system-ui,-apple-system,Segoe UI,sans-serif;color:#1c2433;max-width:36rem';
  const button =
    link === null
      ? ''
      : `<p style="margin:24px 0"><a href="${escape(link.url)}" style="background:#0b5cab;color:#fff;padding:10px 18px;border-radius:6px;text-decoration:none">${escape(link.label)}</a></p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(subject)}</title>
<body style="margin:0;padding:24px;background:#fff"><div style="${style}">
<h1 style="font-size:18px;margin:0 0 12px">${escape(subject)}</h1>
${paragraphs.map((text) => `<p>${escape(text)}</p>`).join('\n')}
${button}
<p style="color:#5b6577;font-size:13px;border-top:1px solid #d9dee7;padding-top:12px">${escape(footer)}</p>
</div></body></html>`;
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** `22 November 2026, 02:13 UTC`: mails are read in every time zone. */
function inWords(instant: string): string {
  const at = new Date(instant);
  const day = at.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day}, ${at.toISOString().slice(11, 16)} UTC`;
}
