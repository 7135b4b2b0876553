import type { Router } from '../http/router.ts';
import { ALLOWANCES } from '../limits/allowances.ts';
import type { AllowanceName } from '../limits/allowances.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import type { World } from '../world.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

const NUMBERS = [
  'maxDailyApiRequests',
  'hardDailyApiRequests',
  'longRequestMs',
  'maxLongRequests',
  'maxHourlyBatches',
  'bulkUploadBytes',
] as const;
/** These go back to the org's own number with null. */
const OWN = ['maxDailyApiRequests', 'hardDailyApiRequests', 'maxLongRequests'] as const;
const OTHERS = ['spend', 'perAppApiRequests', 'listApps', 'allowances', 'spendAllowances', 'longRequests'];

export function addLimitRoutes(router: Router<ControlHandler>): void {
  router
    .on('GET', '/__simulator/limits', ({ world }) => stateOfLimits(world))
    .on('POST', '/__simulator/limits', setLimits);
}

function setLimits({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(withoutNulls(body), [...NUMBERS, ...OTHERS]);
  const { limits } = world.settings.current;
  const perApp = reader.raw('perAppApiRequests');
  const listApps = reader.boolean('listApps');
  const allowances = reader.raw('allowances');
  const changed: LimitSettings = {
    ...limits,
    ...ownAgain(body),
    ...Object.fromEntries(NUMBERS.flatMap((name) => (reader.has(name) ? [[name, reader.number(name)]] : []))),
    ...(perApp === undefined ? {} : { perAppApiRequests: readNumbers(perApp, 'perAppApiRequests') }),
    ...(listApps === undefined ? {} : { listApps }),
    ...(allowances === undefined
      ? {}
      : { allowances: { ...limits.allowances, ...readAllowances(allowances) } }),
  };
  world.settings.change({ limits: changed });
  const spend = reader.number('spend');
  if (spend !== undefined) world.usage.spendAsOthers(spend);
  const spendAllowances = reader.raw('spendAllowances');
  if (spendAllowances !== undefined) {
    for (const [name, amount] of Object.entries(readAllowances(spendAllowances)))
      world.allowances.spend(name as AllowanceName, amount);
  }
  const longRequests = reader.number('longRequests');
  if (longRequests !== undefined) world.usage.longRequests.hold(longRequests);
  return stateOfLimits(world);
}

function stateOfLimits(world: World): unknown {
  const { usage, allowances, settings } = world;
  return {
    used: usage.used(),
    max: usage.max,
    hardMax: usage.hardMax,
    maxLongRequests: usage.maxLongRequests,
    longRequests: usage.longRequests.count(settings.current.limits.longRequestMs),
    allowances: Object.fromEntries(
      (Object.keys(ALLOWANCES) as AllowanceName[]).map((name) => [
        name,
        { used: allowances.used(name), max: allowances.max(name) },
      ]),
    ),
    settings: settings.current.limits,
  };
}

function withoutNulls(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const isOwn = (name: string): boolean => (OWN as readonly string[]).includes(name);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null || !isOwn(name)));
}

function ownAgain(body: unknown): Partial<LimitSettings> {
  const given = { ...(body as Readonly<Record<string, unknown>> | undefined) };
  return Object.fromEntries(OWN.flatMap((name) => (given[name] === null ? [[name, null]] : [])));
}

function readAllowances(value: unknown): Partial<Record<AllowanceName, number>> {
  const numbers = readNumbers(value, 'allowances');
  const unknown = Object.keys(numbers).find((name) => !Object.hasOwn(ALLOWANCES, name));
  if (unknown !== undefined) {
    throw new ControlError(
      `Unknown allowance "${unknown}". Known here: ${Object.keys(ALLOWANCES).join(', ')}.`,
    );
  }
  return numbers;
}

function readNumbers(value: unknown, where: string): Record<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(`"${where}" must be an object of numbers.`);
  }
  const reader = new BodyReader(value, Object.keys(value));
  return Object.fromEntries(Object.keys(value).map((name) => [name, reader.requiredNumber(name)]));
}
