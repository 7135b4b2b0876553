import type { PathParameters } from '../http/router.ts';
import type { World } from '../world.ts';

export interface ControlRequest {
  readonly world: World;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
  readonly query: URLSearchParams;
  readonly parameters: PathParameters;
}

/** Answers JSON: what it returns, or `{}`. @throws ControlError, which answers 400 */
export type ControlHandler = (request: ControlRequest) => unknown;
