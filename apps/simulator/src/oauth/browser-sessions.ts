import { randomBytes } from 'node:crypto';

/** Who is signed in on which browser. In memory: a restart signs everybody out, as closing a browser would. */
export class BrowserSessions {
  readonly #userIds = new Map<string, string>();

  open(userId: string): string {
    const sid = randomBytes(24).toString('base64url');
    this.#userIds.set(sid, userId);
    return sid;
  }

  readUserId(cookieHeader: string | undefined): string | undefined {
    const sid = /(?:^|;\s*)sid=([\w-]+)/.exec(cookieHeader ?? '')?.[1];
    return sid === undefined ? undefined : this.#userIds.get(sid);
  }

  close(cookieHeader: string | undefined): void {
    const sid = /(?:^|;\s*)sid=([\w-]+)/.exec(cookieHeader ?? '')?.[1];
    if (sid !== undefined) this.#userIds.delete(sid);
  }

  /** On every browser of that person. */
  closeUser(userId: string): void {
    for (const [sid, owner] of this.#userIds) if (owner === userId) this.#userIds.delete(sid);
  }

  clear(): void {
    this.#userIds.clear();
  }
}
