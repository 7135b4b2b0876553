/** Control requests about what an administrator computes and checks: validation rules, roll-up summaries, currencies. */
import { switchDatedRates } from '../currency/dated-rates.ts';
import type { Router } from '../http/router.ts';
import { seedWorld } from '../seed-world.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addFormulaRoutes(router: Router<ControlHandler>): void {
  router
    .on('GET', '/__simulator/validation-rules', listRules)
    .on('POST', '/__simulator/validation-rules', changeRule)
    .on('POST', '/__simulator/roll-ups', changeRollUps)
    .on('POST', '/__simulator/currencies', changeCurrencies);
}

function listRules({ world }: ControlRequest): unknown {
  const { validationRules } = world.org.setup;
  return {
    validationRules: Object.entries(validationRules).flatMap(([object, rules]) =>
      rules.map((rule) => ({ object: world.org.object(object)?.name ?? object, ...rule })),
    ),
  };
}

/** A whole rule is added, or takes the place of its namesake; `{"object", "name", "active"}` switches one. */
function changeRule(request: ControlRequest): unknown {
  const { world, body } = request;
  if (typeof body === 'object' && body !== null && 'errorConditionFormula' in body) {
    seedWorld(world, { validationRules: [body] });
    return listRules(request);
  }
  const reader = new BodyReader(body, ['object', 'name', 'active']);
  const key = reader.requiredText('object').toLowerCase();
  const name = reader.requiredText('name');
  const active = reader.boolean('active');
  if (active === undefined) throw new ControlError('"active" is missing: true or false.');
  const { validationRules } = world.org.setup;
  const rules = validationRules[key] ?? [];
  const isIt = (rule: { readonly name: string }): boolean => rule.name.toLowerCase() === name.toLowerCase();
  if (!rules.some(isIt)) throw new ControlError(`There is no validation rule ${name} on ${key}.`);
  const changed = rules.map((rule) => (isIt(rule) ? { ...rule, active } : rule));
  world.org.changeSetup({ validationRules: { ...validationRules, [key]: changed } });
  return listRules(request);
}

function changeRollUps({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['stamping', 'recalculate']);
  const stamping = reader.boolean('stamping');
  if (stamping !== undefined) world.org.changeSetup({ rollUpStamping: stamping });
  const recalculate = reader.raw('recalculate');
  const object = typeof recalculate === 'string' ? recalculate : undefined;
  if (object !== undefined && world.org.object(object) === undefined) {
    throw new ControlError(`There is no object ${object}.`);
  }
  if (object === undefined && recalculate !== undefined && typeof recalculate !== 'boolean') {
    throw new ControlError('"recalculate" must be true or the name of an object.');
  }
  const wanted = object !== undefined || recalculate === true;
  return {
    stamping: world.org.setup.rollUpStamping,
    ...(wanted ? { recalculated: world.org.recalculateRollUps(object) } : {}),
  };
}

function changeCurrencies({ world, body }: ControlRequest): unknown {
  const on = new BodyReader(body, ['advancedCurrencyManagement']).boolean('advancedCurrencyManagement');
  if (on !== undefined && world.org.object('CurrencyType') === undefined) {
    throw new ControlError('The org has a single currency.');
  }
  if (on !== undefined) switchDatedRates(world.org, on);
  return { advancedCurrencyManagement: world.org.setup.advancedCurrencyManagement };
}
