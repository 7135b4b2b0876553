import type { SelectedObject } from '@sync-user/contract';
import { LoadProgress } from '../../components/LoadProgress.tsx';
import { Card } from '../../ui/Card.tsx';

/** The first load while it runs; nothing otherwise. */
export function RunningLoad({ object: { label, state, load, paused } }: { readonly object: SelectedObject }) {
  if (state !== 'loading' || load === null) return null;
  return (
    <Card title={paused ? 'First load, paused' : 'First load'}>
      <LoadProgress label={label} load={load} />
    </Card>
  );
}
