/** Far more than the jobs a connection has open; the oldest is forgotten first and costs one call to learn again. */
const MAX_REMEMBERED = 1000;

/** Which API version made a job, as far as we were told. */
export class JobVersions {
  readonly #versions = new Map<string, string>();

  read(jobId: string): string | undefined {
    return this.#versions.get(jobId);
  }

  write(jobId: string, version: string): void {
    this.#versions.delete(jobId);
    this.#versions.set(jobId, version);
    if (this.#versions.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#versions.keys();
    if (oldest !== undefined) this.#versions.delete(oldest);
  }

  forget(jobId: string): void {
    this.#versions.delete(jobId);
  }
}
