import type { EnginePorts } from '@sync-user/engine';
import type { Store } from '@sync-user/store';

/** What a process that died says: no error of the catalogue, so that nobody writes it down. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed ${where}`);
  }
}

/** What a process works with: its calls to the org and to the database. */
export interface ProcessParts {
  readonly ports: EnginePorts;
  readonly events: Store['events'];
}

/** Calls of a process go through it; they are numbered from 1, over all its parts. */
export type OnCall = (call: number, where: string, make: () => Promise<unknown>) => Promise<unknown>;

/**
 * A process that dies at one of its calls: before it is made, or after it was carried out and before anybody learnt so.
 * Nothing works after the death. `atCall`: the number of the call, or the name of one whose first time it is.
 */
export function mortal(death: { readonly atCall: number | string; readonly after: boolean }): OnCall {
  let dead = false;
  return async (call, where, make) => {
    const isFatal = call === death.atCall || where === death.atCall;
    if (dead || (isFatal && !death.after)) {
      dead = true;
      throw new Killed(`before ${where}`);
    }
    const result = await make();
    if (!isFatal) return result;
    dead = true;
    throw new Killed(`after ${where}`);
  };
}

/** A process whose machine falls asleep before one of its calls, until it is woken. */
export interface Sleepy {
  readonly onCall: OnCall;
  readonly asleep: Promise<void>;
  readonly wake: () => void;
}

/** @param at the number of the call, or the name of one whose first time it is */
export function sleepy(at: number | string): Sleepy {
  let hasSlept = false;
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  return {
    asleep: asleep.promise,
    wake: () => awake.resolve(),
    onCall: async (call, where, make) => {
      if (!hasSlept && (call === at || where === at)) {
        hasSlept = true;
        asleep.resolve();
        await awake.promise;
      }
      return await make();
    },
  };
}

export const unhurt: OnCall = (_call, _where, make) => make();

/** The parts of one process, all of whose calls go through `onCall`. */
export function partsOf({ ports, events }: ProcessParts, onCall: OnCall): ProcessParts {
  let calls = 0;
  const wrap = <T extends object>(port: T, name: string): T =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...parameters: unknown[]): Promise<unknown> => {
          calls += 1;
          return onCall(calls, `${name}.${String(key)}`, async () =>
            Reflect.apply(member, target, parameters),
          );
        };
      },
    });
  return {
    ports: {
      ...ports,
      org: wrap(ports.org, 'org'),
      objects: wrap(ports.objects, 'objects'),
      mirror: wrap(ports.mirror, 'mirror'),
    },
    events: wrap(events, 'events'),
  };
}
