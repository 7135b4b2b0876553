const STEPS = [
  <>
    In Salesforce, open <b>Setup &gt; External Client App Manager</b> and press <b>New External Client App</b>
    .
  </>,
  <>
    Enable <b>OAuth</b> with the scope <b>Manage user data via APIs (api)</b>. The callback address is not
    used; enter for example https://localhost.
  </>,
  <>
    Under <b>Flow Enablement</b>, tick <b>Enable Client Credentials Flow</b>.
  </>,
  <>
    In the app’s <b>Policies</b>, under <b>OAuth Flows and External Client App Enhancements</b>, enable the
    client credentials flow and set <b>Run As</b> to the sync user: a user with “API Enabled” and Read on what
    you want to sync.
  </>,
  <>
    Copy <b>Consumer Key and Secret</b> from <b>Settings &gt; OAuth Settings</b> to the form.
  </>,
];

/** What to make in Salesforce before the form can be filled in. */
export function SetupGuide() {
  return (
    <section aria-labelledby="setup-guide" className="rounded-lg border border-line bg-sunken/60 p-5">
      <h2 id="setup-guide" className="font-semibold">
        What to create in Salesforce
      </h2>
      <p className="mt-1 text-sm text-text-2">
        Five steps, once per org. You need to be an administrator there.
      </p>
      <ol className="mt-3 flex flex-col gap-3">
        {STEPS.map((step, index) => (
          <li key={index} className="flex gap-3 text-sm">
            <span
              aria-hidden="true"
              className="flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface text-xs"
            >
              {index + 1}
            </span>
            <span className="text-text-2 [&_b]:font-medium [&_b]:text-text">{step}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
