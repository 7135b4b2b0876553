/** The org's duplicate rules as rows. Source: Object Reference, DuplicateRule. */
import { makeId } from '../org/ids.ts';
import type { World } from '../world.ts';

export function provideDuplicateRules(world: World): void {
  world.org.provideRows('DuplicateRule', () => {
    const { org } = world;
    const stamp = new Date(org.schemaModifiedAt()).toISOString();
    return org.setup.duplicateRules.map((rule, index) => ({
      Id: makeId('0Bm', index + 1),
      SobjectType: rule.object,
      SobjectSubtype: 'None',
      DeveloperName: rule.name,
      MasterLabel: rule.name.replaceAll('_', ' '),
      NamespacePrefix: null,
      IsActive: rule.isActive,
      CreatedDate: stamp,
      CreatedById: org.organizationId,
      LastModifiedDate: stamp,
      LastModifiedById: org.organizationId,
      SystemModstamp: stamp,
    }));
  });
}
