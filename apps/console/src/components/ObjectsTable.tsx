import type { SelectedObject } from '@sync-user/contract';
import { cx } from '../ui/cx.ts';
import { ObjectRow } from './ObjectRow.tsx';

interface ObjectsTableProps {
  readonly workspace: string;
  readonly objects: readonly SelectedObject[];
  /** With room for how each is read, and a menu of what can be done to it. */
  readonly editable?: boolean;
}

/** Troubles first, then what is moving, then the rest by name: what needs eyes stands on top. */
export function ObjectsTable({ workspace, objects, editable = false }: ObjectsTableProps) {
  const weight = (object: SelectedObject): number => {
    if (object.trouble !== null || object.state === 'failed') return 0;
    if (object.state === 'live') return 3;
    return object.state === 'loading' ? 1 : 2;
  };
  const sorted = objects.toSorted((a, b) => weight(a) - weight(b) || a.label.localeCompare(b.label));
  return (
    // `relative` keeps what is only for screen readers inside, where it does not widen the page.
    <div className="relative overflow-x-auto">
      <table
        className={cx(
          'w-full table-fixed border-collapse',
          editable ? 'min-w-190 sm:min-w-210' : 'min-w-130 sm:min-w-150',
        )}
      >
        <thead>
          <tr className="text-left text-sm text-text-3">
            <th scope="col" className="py-2 pr-3 pl-4 font-medium">
              Object
            </th>
            <th scope="col" className="w-24 px-3 py-2 text-right font-medium">
              Rows
            </th>
            <th
              scope="col"
              className={cx('px-3 py-2 font-medium', editable ? 'w-30' : 'w-38')}
              title="Everything in Salesforce up to then is here"
            >
              Fresh as of
            </th>
            {editable && (
              <th scope="col" className="w-52 px-3 py-2 font-medium">
                Read
              </th>
            )}
            <th scope="col" className="w-28 px-3 py-2 font-medium">
              Last change
            </th>
            <th scope="col" className="w-32 py-2 pr-4 pl-3 text-right font-medium max-sm:hidden">
              State
            </th>
            {editable && (
              <th scope="col" className="w-13">
                <span className="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map((object) => (
            <ObjectRow key={object.name} workspace={workspace} object={object} editable={editable} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
