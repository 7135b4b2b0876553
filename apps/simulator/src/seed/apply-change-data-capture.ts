/** `changeDataCapture` of a seed: objects selected on the default channel. */
import { canBeCaptured, changeEventName } from '../events/schema/capable-objects.ts';
import { DEFAULT_CHANNEL, MEMBER } from '../events/channels/selection.ts';
import type { Org } from '../org/types.ts';
import { querySystem } from '../users.ts';
import type { Problems } from './problems.ts';
import { automatedProcess } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** Without the add-on. Source: facts 6.8. */
const MAX_ENTITIES = 5;

/** Objects that the seed itself declares count as there. */
export function checkChangeDataCapture(org: Org, seed: Seed, problems: Problems): void {
  const declared = new Set(seed.objects.map(({ declaration }) => declaration.name.toLowerCase()));
  for (const [index, name] of seed.changeDataCapture.entries()) {
    const definition = org.object(name);
    const custom = declared.has(name.toLowerCase()) && /__c$/i.test(name);
    // It comes with the setting.
    const shared = seed.dataRules.sharedActivities === true && name.toLowerCase() === 'taskrelation';
    if (custom || shared || (definition !== undefined && canBeCaptured(definition))) continue;
    problems.add(`changeDataCapture[${index}]`, `changes of "${name}" cannot be captured`);
  }
  if (new Set(seed.changeDataCapture.map((name) => name.toLowerCase())).size > MAX_ENTITIES) {
    problems.add('changeDataCapture', `lists more than ${MAX_ENTITIES} objects, which takes an add-on`);
  }
}

/** Call it last: what the seed makes is no change. */
export function applyChangeDataCapture(org: Org, { changeDataCapture }: Seed): void {
  const known = new Set(
    querySystem(org, `SELECT SelectedEntity FROM ${MEMBER} WHERE EventChannel = '${DEFAULT_CHANNEL}'`).map(
      (row) => String(row['SelectedEntity']),
    ),
  );
  for (const name of changeDataCapture) {
    const entity = changeEventName(org.object(name)?.name ?? name);
    if (known.has(entity)) continue;
    known.add(entity);
    const fullName = `${DEFAULT_CHANNEL}_${entity.replace('__ChangeEvent', '_ChangeEvent')}`;
    const values = {
      FullName: fullName,
      QualifiedApiName: fullName,
      DeveloperName: fullName,
      MasterLabel: fullName,
      Language: 'en_US',
      ManageableState: 'unmanaged',
      EventChannel: DEFAULT_CHANNEL,
      SelectedEntity: entity,
      Metadata: JSON.stringify({ eventChannel: DEFAULT_CHANNEL, selectedEntity: entity }),
    };
    org.save(automatedProcess, [{ kind: 'create', object: MEMBER, values }], { allOrNone: true });
  }
}
