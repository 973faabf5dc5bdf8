// The board in the browser: pointer, keys, drafts, what to do without a connection. The circuit is told what came of it, once.

import { BoardDraft } from "./board-draft";
import { startKeys } from "./board-keys";
import { BoardMetric } from "./board-metric";
import { Hand } from "./board-hand";
import { startOffline } from "./board-offline";
import { startPanel } from "./board-panel";
import { startPointer } from "./board-pointer";
import { BoardBar, BoardTime } from "./board-time";

interface BlazorWindow { Blazor?: { registerCustomEventType?: (name: string, options: { createEventArgs: (event: CustomEvent) => unknown }) => void } }

const createEventArgs = (event: CustomEvent): unknown => event.detail;
for (const name of ["boardact", "boarddraft", "boarditem"]) {
  (window as BlazorWindow).Blazor?.registerCustomEventType?.(name, { createEventArgs });
}

/** A dialog of the page: over everything, with the focus inside; Escape is its own button. */
class BoardModal extends HTMLElement {
  connectedCallback(): void {
    queueMicrotask(() => {
      const dialog = this.querySelector("dialog");
      if (dialog && !dialog.open && this.isConnected) {
        dialog.addEventListener("cancel", event => {
          event.preventDefault();
          dialog.querySelector<HTMLElement>("[data-cancel]")?.click();
        });
        dialog.showModal();
      }
    });
  }
}

const elements: Record<string, CustomElementConstructor> = { "board-draft": BoardDraft, "board-time": BoardTime, "board-bar": BoardBar, "board-metric": BoardMetric, "board-modal": BoardModal };
for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}

/** Answers how to let go of it. */
export function start(host: HTMLElement): () => void {
  const hand = new Hand(host);
  const ends = [startPointer(hand), startKeys(hand), startPanel(hand), startOffline(host), (): void => hand.release()];
  host.dataset["ready"] = "";
  return () => ends.forEach(end => end());
}
