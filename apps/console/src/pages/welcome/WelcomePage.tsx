import { NewWorkspaceForm } from '../../components/NewWorkspaceForm.tsx';
import { useTitle } from '../../lib/use-title.ts';
import { Logo } from '../../ui/icons.tsx';

/** The first page of an installation that has no workspace yet. */
export function WelcomePage() {
  useTitle('Welcome');
  return (
    <main className="flex min-h-full items-center justify-center px-4 pb-[10vh]">
      <div className="w-full max-w-110">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo />
          <span className="text-lg font-semibold">Sync User</span>
        </div>
        <div className="rounded-lg border border-line bg-surface p-6 shadow-card">
          <h1 className="text-xl font-semibold tracking-tight">Make your first workspace</h1>
          <p className="mt-1 mb-5 text-text-2">
            A workspace holds the data of one Salesforce org in a PostgreSQL schema of its own. Next you
            connect the org and choose what to sync.
          </p>
          <NewWorkspaceForm onCreated={() => {}} />
        </div>
      </div>
    </main>
  );
}
