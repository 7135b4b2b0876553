// Runs before the first paint, so that a dark console never flashes white. A file of its own because the
// content security policy allows no inline script. Keep in step with src/lib/theme.ts.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('sync-user.theme') ?? 'system';
  } catch {
    // Storage is switched off: follow the system.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
