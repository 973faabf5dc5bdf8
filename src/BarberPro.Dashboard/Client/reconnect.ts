// Blazor's own connection. A page that looks alive and is dead is worse than a reload: when the server no longer knows the circuit the page
// loads itself anew, and a tab that wakes up tries at once.

interface BlazorWindow { Blazor?: { reconnect?: () => Promise<boolean>; resumeCircuit?: () => Promise<boolean> } }

let trying = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Follows the events of <div id="components-reconnect-modal">, which the page renders and styles by data-reconnect. */
export function startReconnect(): void {
  document.addEventListener("components-reconnect-state-changed", event => {
    const dialog = event.target instanceof HTMLElement ? event.target : document.getElementById("components-reconnect-modal");
    const now = (event as CustomEvent<{ state: string }>).detail?.state ?? "";
    if (dialog) {
      dialog.dataset["reconnect"] = now;
    }

    if (now === "hide") {
      trying = false;
      clearTimeout(timer);
    } else if (now === "rejected") {
      void reload();
    } else if (now === "failed") {
      void again();
    } else {
      trying = trying || now === "show";
      void leave();
    }
  }, true);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && trying) { void again(); } });
  addEventListener("pageshow", event => { if (event.persisted) { location.reload(); } }); // from the browser's cache: its circuit is gone
}

async function again(): Promise<void> {
  clearTimeout(timer);
  trying = true;
  try {
    const { Blazor } = window as BlazorWindow;
    // True: back. False: reached, but the circuit is gone.
    if (await Blazor?.reconnect?.() === false && !(await Blazor?.resumeCircuit?.())) {
      await reload();
    }
  } catch {
    timer = setTimeout(() => void again(), 1_000 + Math.random() * 2_000);
  }
}

/** Whoever is signed out has no circuit to come back to: the page's address leads to the sign-in. */
async function leave(): Promise<void> {
  try {
    if ((await fetch("/api/day", { cache: "no-store" })).status === 401) {
      location.reload();
    }
  } catch { /* the server is away, and the page stays */ }
}

/** Not before the server answers: a browser's error page would not come back by itself. */
export async function reload(): Promise<void> {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (answer.ok) {
      location.reload();
      return;
    }
  } catch { /* not there yet */ }
  clearTimeout(timer);
  timer = setTimeout(() => void reload(), 1_000 + Math.random() * 1_000);
}
