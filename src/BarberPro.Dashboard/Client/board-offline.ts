// Without its circuit a board looks alive and is not: it says so and takes nothing that it could lose. What is being typed stays.

import { reload } from "./reconnect";
import { text } from "./texts";

const patience = 5_000; // ms until a circuit that does not answer is given up

export function startOffline(host: HTMLElement): () => void {
  const page = host.closest<HTMLElement>(".board") ?? host;
  let down = false;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let hiddenAt = 0;

  const show = (away: boolean): void => {
    page.toggleAttribute("data-offline", away);
    for (const part of page.querySelectorAll<HTMLElement>("[data-needs-circuit]")) {
      part.inert = away;
    }

    host.inert = away;
    const word = page.querySelector<HTMLElement>("[data-offline-word]");
    if (word) {
      word.textContent = away ? text("BoardOffline") : "";
    }
  };

  /** A circuit is asked rather than believed: after a sleep its connection may be dead and not know it. */
  const ask = (): void => {
    if (down) {
      return;
    }

    clearTimeout(asking);
    const before = host.dataset["pong"];
    const answered = new MutationObserver(() => {
      if (host.dataset["pong"] !== before) {
        end();
        show(down);
      }
    });
    const end = (): void => {
      answered.disconnect();
      clearTimeout(asking);
    };
    answered.observe(host, { attributes: true, attributeFilter: ["data-pong"] });
    asking = setTimeout(() => {
      end();
      if (!down) {
        show(true);
        void reload();
      }
    }, patience);
    host.dispatchEvent(new CustomEvent("boardact", { bubbles: true, detail: { kind: "ping", cards: [], fromBlock: "", fromColumn: "", block: "", column: "", after: null } }));
  };

  const onState = (event: Event): void => {
    const state = (event as CustomEvent<{ state: string }>).detail?.state ?? "";
    down = state !== "hide";
    show(down);
  };
  const onOffline = (): void => show(true);
  const onVisible = (): void => {
    if (document.hidden) {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > patience) {
      ask();
    }
  };

  document.addEventListener("components-reconnect-state-changed", onState, true);
  addEventListener("offline", onOffline);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", onVisible);
  if (!navigator.onLine) {
    show(true);
  }

  return () => {
    clearTimeout(asking);
    document.removeEventListener("components-reconnect-state-changed", onState, true);
    removeEventListener("offline", onOffline);
    removeEventListener("online", ask);
    document.removeEventListener("visibilitychange", onVisible);
  };
}
