// What a hand holds, whatever moves it: the cards, the place where they would land, and what is said of it.

import { pageRules } from "./element";
import { text } from "./texts";

pageRules(`
:where([data-dragged]) { opacity: .45; }
:where(.board-slot) { height: 52px; border: 1.5px dashed var(--accent); border-radius: var(--radius); background: var(--accent-soft); pointer-events: none; flex: none; }
:where(.board-slot) :where(.board-slot) { display: none; }
:where([data-over]) { background: color-mix(in srgb, var(--accent-soft) 70%, transparent); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--accent) 35%, transparent); }
:where(.board-ghost) { position: fixed; z-index: 30; left: 0; top: 0; max-width: 320px; padding: 8px 12px; border-radius: var(--radius); border: 1px solid var(--text); background: var(--raised); color: var(--text); box-shadow: 0 8px 24px rgb(0 0 0 / .28); pointer-events: none; font: 600 13px/20px var(--font); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
:where(board-drag [data-card]) { -webkit-touch-callout: none; }
@media (pointer: coarse) { :where(board-drag [data-card]) { user-select: none; -webkit-user-select: none; } }
`);

export interface Act { kind: "move" | "hover" | "open" | "pick" | "undo" | "add" | "clear" | "ping"; cards?: number[]; fromBlock?: string; fromColumn?: string; block?: string; column?: string; after?: number | null }

/** A place for cards: below a tile, or at a column's top. */
export interface Place { column: HTMLElement; after: HTMLElement | null }

export const idOf = (tile: HTMLElement): number => Number(tile.dataset["card"]);
export const titleOf = (tile: HTMLElement): string => tile.querySelector("h4")?.textContent?.trim() ?? "";

/** Whether a key or a pointer is another thing's own. */
export const isTaken = (target: EventTarget | null): boolean => target instanceof Element && target.closest("a, button, input, select, textarea, summary, label, dialog, [contenteditable]") !== null;

export class Hand {
  held: HTMLElement[] = [];
  place: Place | undefined;
  readonly #slot = document.createElement("div");
  #settling: (() => void) | undefined;
  #told = "";
  #hover: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly host: HTMLElement) {
    this.#slot.className = "board-slot";
    this.#slot.setAttribute("aria-hidden", "true");
  }

  get mayAct(): boolean {
    return this.host.dataset["act"] === "true" && !this.host.inert;
  }

  columns(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>("section[data-column]")];
  }

  tilesOf(column: HTMLElement): HTMLElement[] {
    return [...column.querySelectorAll<HTMLElement>("[data-card]")];
  }

  /** Those of a column that stay where they are. */
  others(column: HTMLElement): HTMLElement[] {
    const ids = new Set(this.held.map(idOf));
    return this.tilesOf(column).filter(tile => !ids.has(idOf(tile)));
  }

  tile(id: number): HTMLElement | null {
    return this.host.querySelector<HTMLElement>(`[data-card="${id}"]`);
  }

  /** A tile, and with it all that are selected where it is one of them. */
  take(tile: HTMLElement): void {
    this.#settling?.();
    this.held = tile.classList.contains("picked") ? [...this.host.querySelectorAll<HTMLElement>("[data-card].picked")] : [tile];
    this.held.forEach(one => { one.dataset["dragged"] = ""; });
  }

  hover(place: Place | undefined): void {
    if (place?.column === this.place?.column && place?.after === this.place?.after) {
      return;
    }

    this.place?.column.removeAttribute("data-over");
    this.place = place;
    if (place) {
      place.column.dataset["over"] = "";
      if (place.column.matches("section")) {
        const first = this.others(place.column)[0];
        if (place.after) {
          place.after.after(this.#slot);
        } else if (first) {
          first.before(this.#slot);
        } else {
          place.column.append(this.#slot);
        }
      }
    } else {
      this.#slot.remove();
    }

    this.#tellHover();
  }

  /** Others see where it hovers, not more often than they can follow. */
  #tellHover(): void {
    clearTimeout(this.#hover);
    this.#hover = setTimeout(() => {
      const place = this.place;
      const words = place && this.held.length > 0 ? `${place.column.dataset["block"]}/${place.column.dataset["column"]}/${place.after ? idOf(place.after) : ""}` : "";
      if (words !== this.#told) {
        this.#told = words;
        this.tell(place && this.held.length > 0 ? { kind: "hover", cards: [idOf(this.held[0]!)], ...this.#where(place) } : { kind: "hover" });
      }
    }, 150);
  }

  #where(place: Place): Pick<Act, "block" | "column" | "after"> {
    return { block: place.column.dataset["block"]!, column: place.column.dataset["column"]!, after: place.after ? idOf(place.after) : null };
  }

  /** Puts down what is held. The board shows it there already; the circuit's answer takes its place. */
  drop(focus: boolean): void {
    const place = this.place;
    const cards = this.held.map(idOf);
    const from = this.held[0]?.closest<HTMLElement>("section[data-column]");
    if (!place || cards.length === 0 || this.#isAtHome(place)) {
      this.letGo();
      return;
    }

    this.tell({ kind: "move", cards, fromBlock: from?.dataset["block"] ?? "", fromColumn: from?.dataset["column"] ?? "", ...this.#where(place) });
    this.#settle(cards[0]!, focus);
  }

  #isAtHome(place: Place): boolean {
    const tile = this.held[0]!;
    if (this.held.length > 1 || !place.column.contains(tile)) {
      return false;
    }

    const all = this.tilesOf(place.column);
    return (all[all.indexOf(tile) - 1] ?? null) === place.after;
  }

  /** Until the tile stands elsewhere, or it is clear that it will not. */
  #settle(card: number, focus: boolean): void {
    const before = this.tile(card);
    const spot = before?.previousElementSibling;
    const done = (): void => {
      observer.disconnect();
      clearTimeout(late);
      this.#settling = undefined;
      this.letGo();
      if (focus) {
        this.tile(card)?.focus();
      }
    };
    const observer = new MutationObserver(() => {
      const tile = this.tile(card);
      if (tile && (tile !== before || (tile.previousElementSibling !== spot && tile.previousElementSibling !== this.#slot))) {
        done();
      }
    });
    observer.observe(this.host, { childList: true, subtree: true });
    const late = setTimeout(done, 3_000);
    this.#settling = done;
    clearTimeout(this.#hover);
    this.#told = "";
  }

  letGo(): void {
    this.held.forEach(tile => tile.removeAttribute("data-dragged"));
    this.host.querySelectorAll("[data-dragged]").forEach(tile => tile.removeAttribute("data-dragged"));
    this.held = [];
    this.place?.column.removeAttribute("data-over");
    this.place = undefined;
    this.#slot.remove();
    this.#tellHover();
  }

  release(): void {
    this.#settling?.();
    this.letGo();
    clearTimeout(this.#hover);
  }

  tell(act: Act): void {
    this.host.dispatchEvent(new CustomEvent("boardact", { bubbles: true, detail: { cards: [], fromBlock: "", fromColumn: "", block: "", column: "", after: null, ...act } }));
  }

  say(words: string): void {
    const place = this.host.closest(".board")?.querySelector("[data-say]") ?? document.querySelector("[data-say]");
    if (place) {
      place.textContent = place.textContent === words ? `${words}\u00a0` : words;
    }
  }

  /** "CDN optimization, Doing, 2 of 3". */
  at(place: Place): string {
    const title = this.held.length > 1 ? text("BoardCards", this.held.length) : titleOf(this.held[0]!);
    const all = this.others(place.column);
    return text("BoardAt", title, place.column.dataset["name"] ?? "", place.after ? all.indexOf(place.after) + 2 : 1, all.length + 1);
  }
}
