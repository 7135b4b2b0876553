import type { FastifyReply, FastifyRequest } from 'fastify';

/** The console's session cookie. */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  write(reply: FastifyReply, token: string, maxAgeSeconds: number): void;
  clear(reply: FastifyReply): void;
}

/**
 * With `secure` the name begins with `__Host-`: browsers then accept it only over HTTPS, without a domain and for
 * the whole site, so that no neighbouring subdomain can plant one. Source: RFC 6265bis, 4.1.3.2.
 */
export function createSessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-sync_user' : 'sync_user';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return {
    read: (request) => request.cookies[name],
    write: (reply, token, maxAgeSeconds) => {
      void reply.setCookie(name, token, { ...options, maxAge: maxAgeSeconds });
    },
    clear: (reply) => {
      void reply.clearCookie(name, options);
    },
  };
}
