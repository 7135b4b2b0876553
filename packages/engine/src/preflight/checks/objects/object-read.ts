import type { Check } from '../../check.ts';
import { evidenceOf, unknownBecause } from '../../check.ts';
import { readObjectFacts } from './object-facts.ts';
import { inPermissionSet, listed } from './remedies.ts';

export const objectRead: Check = {
  id: 'object_read',
  group: 'objects',
  title: 'Read on every mapped object',
  asks: 'Describes each mapped object, and each object that the policy asks for, as this user.',
  without: 'Objects without Read are not synced at all; their loads stop with a trouble until it is granted.',
  needs: ({ mapping }) => (mapping.objects.length === 0 ? 'not_needed' : 'required'),
  async run(run) {
    const facts = await readObjectFacts(run);
    const [first] = facts;
    // Refused altogether: `api_enabled` says so, and nothing is known of objects.
    if (first?.described.kind === 'refused' && first.described.error.code === 'SF_API_DISABLED')
      return unknownBecause(run.subject, first.described);
    const hidden = facts.filter(({ shape }) => shape === undefined);
    const evidence = facts.map(({ described, object }) =>
      evidenceOf(
        run.subject,
        described,
        described.kind === 'answered' && described.value.queryable
          ? `${object.name} can be queried`
          : `${object.name} cannot be queried`,
      ),
    );
    if (hidden.length === 0) {
      const summary = `${run.subject.username} reads ${facts.length === 1 ? 'the mapped object' : `all ${facts.length} objects`}.`;
      return { status: 'pass', summary, evidence };
    }
    const names = hidden.map(({ object }) => object.name);
    return {
      status: 'fail',
      summary: `${run.subject.username} may not read ${listed(names)}.`,
      evidence,
      consequence: `Nothing of ${listed(names)} is synced.`,
      affected: { objects: names, features: ['Loading', 'Polling'] },
      remedy: inPermissionSet(run, `Grant Read and View All Records on ${listed(names)}`),
    };
  },
};
