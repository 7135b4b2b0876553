/** The API versions the org serves. Source: facts section 10. */
export interface ApiVersion {
  readonly label: string;
  readonly version: string;
}

const OLDEST = 31;
const NEWEST = 67;
/** Winter '11 was v20.0; three releases a year since. */
const SEASONS = ['Winter', 'Spring', 'Summer'] as const;

export const API_VERSIONS: readonly ApiVersion[] = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => {
  const version = OLDEST + index;
  const season = SEASONS[(version - 20) % 3] ?? 'Winter';
  const year = 11 + Math.floor((version - 20) / 3);
  return { label: `${season} '${year}`, version: `${version}.0` };
});

export function isServed(version: string): boolean {
  return API_VERSIONS.some((one) => one.version === version);
}

/** Versions 7 to 20 went in Summer '22, 21 to 30 in Summer '25: they answer 410. */
export function isRetired(version: string): boolean {
  const number = Number(version);
  return number >= 7 && number < OLDEST;
}
