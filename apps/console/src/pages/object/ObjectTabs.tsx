import { Link } from '@tanstack/react-router';
import type { ObjectView } from '../../router.tsx';
import { cx } from '../../ui/cx.ts';

interface ObjectTabsProps {
  readonly workspace: string;
  readonly object: string;
  readonly view: ObjectView | undefined;
  readonly fieldCount: number | undefined;
}

/** The parts of an object's page; each has an address. */
export function ObjectTabs({ workspace, object, view, fieldCount }: ObjectTabsProps) {
  const tabs = [
    { id: undefined, label: 'Summary' },
    { id: 'fields', label: 'Fields', count: fieldCount },
    { id: 'loads', label: 'Loads' },
  ] as const;
  return (
    <nav aria-label="Parts of this object" className="-mb-1 flex gap-1 border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          to="/w/$workspace/objects/$object"
          params={{ workspace, object }}
          search={{ view: tab.id }}
          replace
          aria-current={view === tab.id ? 'page' : undefined}
          className={cx(
            '-mb-px flex h-9 items-center gap-1.5 border-b-2 px-3',
            view === tab.id
              ? 'border-accent font-medium text-text'
              : 'border-transparent text-text-2 hover:border-line-strong hover:text-text',
          )}
        >
          {tab.label}
          {'count' in tab && tab.count !== undefined && (
            <span className="text-sm font-normal text-text-3">{tab.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
