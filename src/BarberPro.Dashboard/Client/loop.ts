// One animation frame for everything on the page that has to change, however many elements ask.

const waiting = new Set<() => void>();
let asked = false;

function run(): void {
  asked = false;
  const due = [...waiting];
  waiting.clear();
  for (const draw of due) {
    draw();
  }
}

/** Runs `draw` once in the next animation frame; asking again before that changes nothing. A hidden page draws when it is looked at. */
export function soon(draw: () => void): void {
  waiting.add(draw);
  if (!asked) {
    asked = true;
    requestAnimationFrame(run);
  }
}

export const never = (draw: () => void): boolean => waiting.delete(draw);
