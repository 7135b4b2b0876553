import { createContext, useContext, useSyncExternalStore } from 'react';
import { type LiveState, LiveStore } from '../lib/live-store.ts';

const idle = new LiveStore({ changes: [], lastSeq: 0 });

/** Undefined until the feed's present position is read. */
export const LiveContext = createContext<LiveStore | undefined>(undefined);

export function useLive(): LiveState & { readonly ready: boolean } {
  const store = useContext(LiveContext);
  const state = useSyncExternalStore((store ?? idle).subscribe, (store ?? idle).read);
  return { ...state, ready: store !== undefined };
}
