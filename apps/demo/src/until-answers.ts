const PATIENCE_MS = 60_000;

/** Waits until `url` answers with success. @throws Error naming `what` after a minute */
export async function untilAnswers(url: string, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    if (Date.now() > deadline)
      throw new Error(
        `${what} did not answer at ${url} within ${PATIENCE_MS / 1000} s. Its lines above say why.`,
      );
    await new Promise((done) => setTimeout(done, 100));
  }
}
