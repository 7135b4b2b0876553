import type { SelectedObject } from '@sync-user/contract';
import { OBJECT_STATE_WORDS } from '../lib/words.ts';
import { Badge } from '../ui/Badge.tsx';

export function ObjectStateBadge({ object }: { readonly object: SelectedObject }) {
  if (object.paused) {
    return (
      <Badge tone="quiet" dot>
        Paused
      </Badge>
    );
  }
  if (object.state === 'live' && object.trouble !== null) {
    return (
      <Badge tone="warn" dot>
        Held up
      </Badge>
    );
  }
  const { word, tone } = OBJECT_STATE_WORDS[object.state];
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  );
}
