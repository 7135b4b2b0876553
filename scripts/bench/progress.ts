/** Shows how far a step is: a bar in a terminal, a line at each quarter elsewhere. */
export interface Progress {
  /** `share`: 0 to 1. */
  at(share: number): void;
  /** Ends the line; `result` says what came of it. */
  end(result?: string): void;
}

const WIDTH = 30;
const LABEL_WIDTH = 58;

export function startStep(label: string): Progress {
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const wide = label.padEnd(LABEL_WIDTH);
  if (!process.stdout.isTTY) {
    console.log(`${label} …`);
    let told = 0;
    return {
      at(share) {
        const quarter = Math.floor(share * 4);
        if (quarter > told && quarter < 4) console.log(`  ${quarter * 25} %   ${seconds()}`);
        told = Math.max(told, quarter);
      },
      end: (result) => console.log(`  done in ${seconds()}${result === undefined ? '' : `: ${result}`}`),
    };
  }
  const draw = (share: number): void => {
    const full = Math.round(Math.min(1, share) * WIDTH);
    process.stdout.write(`\r${wide} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${seconds()}\u001B[K`);
  };
  draw(0);
  return {
    at: draw,
    end: (result) => process.stdout.write(`\r${wide} ${seconds()}  ${result ?? ''}\u001B[K\n`),
  };
}
