import type { Router } from '../http/router.ts';
import type { BulkPace } from '../settings.ts';
import { BodyReader } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addBulkRoutes(router: Router<ControlHandler>): void {
  router.on('POST', '/__simulator/bulk', setBulk);
}

function setBulk({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['pace', 'polls', 'ms', 'pageRows', 'failNext']);
  const mode = reader.oneOf('pace', ['natural', 'immediately', 'polls', 'ms']);
  if (mode !== undefined) world.settings.change({ bulkPace: readPace(mode, reader) });
  const pageRows = reader.number('pageRows', 1);
  if (pageRows !== undefined) world.settings.change({ bulkPageRows: pageRows });
  const failNext = reader.text('failNext');
  if (failNext !== undefined) world.nextFailure.order(failNext);
  return { pace: world.settings.current.bulkPace, pageRows: world.settings.current.bulkPageRows };
}

function readPace(mode: BulkPace['mode'], reader: BodyReader): BulkPace {
  if (mode === 'polls') return { mode, polls: reader.requiredNumber('polls') };
  if (mode === 'ms') return { mode, ms: reader.requiredNumber('ms') };
  return { mode };
}
