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
  let dead = false;
  return atEachCall(ports, async (call, where, make) => {
    if (dead || (call === death.atCall && !death.after)) {
      dead = true;
      throw new Killed(`before ${where}`);
    }
    const result = await make();
    if (call !== death.atCall) return result;
    dead = true;
    throw new Killed(`after ${where}`);
  });
}

/** Ports of a process whose machine falls asleep before one of its calls, until it is woken. */
export function sleepyPorts(
  ports: EnginePorts,
  atCall: number,
): { readonly ports: EnginePorts; readonly asleep: Promise<void>; wake(): void } {
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  return {
    asleep: asleep.promise,
    wake: awake.resolve,
    ports: atEachCall(ports, async (call, _where, make) => {
      if (call === atCall) {
        asleep.resolve();
        await awake.promise;
      }
      return await make();
    }),
  };
}

/** Calls are numbered from 1, over all ports. */
function atEachCall(
  ports: EnginePorts,
  on: (call: number, where: string, make: () => Promise<unknown>) => Promise<unknown>,
): EnginePorts {
  let calls = 0;
  const wrap = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]): Promise<unknown> => {
          calls += 1;
          return on(calls, `${name}.${String(key)}`, async () => Reflect.apply(member, target, parameters));
        };
      },
    });
  return {
    ...ports,
    org: wrap(ports.org, 'org'),
    objects: wrap(ports.objects, 'objects'),
    mirror: wrap(ports.mirror, 'mirror'),
  };
}
