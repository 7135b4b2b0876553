import type { EnginePorts } from '@sync-user/engine';

/** What a process that died says: no error of the catalogue, so that nobody writes it down. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed ${where}`);
  }
}

/**
 * Ports of a process that dies at one of its calls: before it is made, or after it was carried out and before anybody
 * learnt so. Nothing works after the death.
 */
export function mortalPorts(
  ports: EnginePorts,
  death: { readonly atCall: number; readonly after: boolean },
): EnginePorts {
  let calls = 0;
  let dead = false;
  const mortal = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const where = `${death.after ? 'after' : 'before'} ${name}.${String(key)}`;
          calls += 1;
          if (dead || (calls === death.atCall && !death.after)) {
            dead = true;
            throw new Killed(where);
          }
          const isLast = calls === death.atCall;
          const result: unknown = await Reflect.apply(member, target, parameters);
          if (isLast) {
            dead = true;
            throw new Killed(where);
          }
          return result;
        };
      },
    });
  return {
    ...ports,
    org: mortal(ports.org, 'org'),
    objects: mortal(ports.objects, 'objects'),
    mirror: mortal(ports.mirror, 'mirror'),
  };
}
