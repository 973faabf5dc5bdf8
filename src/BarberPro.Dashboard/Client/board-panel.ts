// The open card: the focus goes into it and comes back, and one listener serves a checklist of any length.

import { Hand, idOf } from "./board-hand";

export function startPanel(hand: Hand): () => void {
  const page = hand.host.closest<HTMLElement>(".board") ?? hand.host;
  let waiting: MutationObserver | undefined;

  const focusPanel = (card: number): void => {
    const find = (): HTMLElement | null => page.querySelector<HTMLElement>(`[data-panel="${card}"]`);
    waiting?.disconnect();
    const there = find();
    if (there) {
      there.focus({ preventScroll: true });
      return;
    }

    waiting = new MutationObserver(() => {
      const panel = find();
      if (panel) {
        waiting?.disconnect();
        panel.focus({ preventScroll: true });
      }
    });
    waiting.observe(page, { childList: true, subtree: true });
  };

  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key === "Enter" && target.matches("[data-card]:not([data-dragged])")) {
      focusPanel(idOf(target));
      return;
    }

    const panel = event.key === "Escape" && !event.defaultPrevented ? target.closest<HTMLElement>("[data-panel]") : null;
    if (!panel || target.closest("dialog")) {
      return;
    }

    event.preventDefault();
    const menu = panel.querySelector<HTMLDetailsElement>("details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    } else {
      hand.tell({ kind: "open" });
      hand.tile(Number(panel.dataset["panel"]))?.focus();
    }
  };

  /** The circuit takes it; before there is one the browser must not go elsewhere with it. */
  const onSubmit = (event: Event): void => event.preventDefault();

  const onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-item-act]");
    const item = button?.closest<HTMLElement>("[data-item]");
    if (button && item) {
      button.dispatchEvent(new CustomEvent("boarditem", { bubbles: true, detail: { act: button.dataset["itemAct"], item: Number(item.dataset["item"]) } }));
    }

    for (const menu of page.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(target)) {
        menu.open = false;
      }
    }
  };

  // Before the tile's own keys, which go no further.
  page.addEventListener("keydown", onKey, true);
  page.addEventListener("click", onClick);
  page.addEventListener("submit", onSubmit);
  return () => {
    waiting?.disconnect();
    page.removeEventListener("keydown", onKey, true);
    page.removeEventListener("click", onClick);
    page.removeEventListener("submit", onSubmit);
  };
}
