import type { CallCause } from '@sync-user/contract';

/** Every second cause of a stack is hatched, so neighbours differ for those who do not see the colours apart. */
export function causePattern(
  cause: CallCause,
  place: number,
): { readonly variable: string; readonly hatched: boolean; readonly css: string } {
  const variable = `--cause-${cause}`;
  const hatched = place % 2 === 1;
  const css = hatched
    ? `repeating-linear-gradient(135deg, var(${variable}) 0 2px, color-mix(in srgb, var(${variable}) 45%, var(--surface)) 2px 4px)`
    : `var(${variable})`;
  return { variable, hatched, css };
}
