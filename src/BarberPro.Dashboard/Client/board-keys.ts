// The same by keys: arrows go from card to card; Space or M takes one up, arrows carry it, Enter puts it down, Escape leaves it where it was.

import { Hand, idOf, isTaken, titleOf, type Place } from "./board-hand";
import { text } from "./texts";

export function startKeys(hand: Hand): () => void {
  const { host } = hand;
  let carrying = false;

  const step = (rows: number, columns: number, blocks: number): void => {
    const place = hand.place!;
    const next = columns !== 0 || blocks !== 0 ? beside(hand, place, columns, blocks) : along(hand, place, rows);
    if (next) {
      hand.hover(next);
      next.column.scrollIntoView({ block: "nearest" });
      hand.say((next.column.dataset["block"] === place.column.dataset["block"] ? "" : `${next.column.dataset["blockName"]}: `) + hand.at(next));
    }
  };

  const take = (tile: HTMLElement): void => {
    hand.take(tile);
    carrying = true;
    const column = tile.closest<HTMLElement>("section[data-column]")!;
    const all = hand.tilesOf(column);
    const held = new Set(hand.held);
    hand.hover({ column, after: all.slice(0, all.indexOf(tile)).reverse().find(one => !held.has(one)) ?? null });
    hand.say(text("BoardTaken", hand.held.length > 1 ? text("BoardCards", hand.held.length) : titleOf(tile)));
  };

  const put = (): void => {
    carrying = false;
    if (hand.place) {
      hand.say(text("BoardPut", hand.at(hand.place)));
    }

    hand.drop(true);
  };

  const leave = (): void => {
    carrying = false;
    hand.say(text("BoardLeft", titleOf(hand.held[0]!)));
    const tile = hand.held[0];
    hand.letGo();
    tile?.focus();
  };

  const onKey = (event: KeyboardEvent): void => {
    const tile = event.target instanceof HTMLElement && event.target.matches("[data-card]") ? event.target : undefined;
    if (!tile || event.altKey || event.metaKey) {
      return;
    }

    const far = event.ctrlKey || event.key.startsWith("Page");
    const key = event.key === "PageUp" ? "ArrowUp" : event.key === "PageDown" ? "ArrowDown" : event.key;
    if (carrying) {
      switch (key) {
        case "ArrowUp": step(-1, 0, far ? -1 : 0); break;
        case "ArrowDown": step(1, 0, far ? 1 : 0); break;
        case "ArrowLeft": step(0, -1, 0); break;
        case "ArrowRight": step(0, 1, 0); break;
        case "Enter": case " ": case "m": case "M": put(); break;
        case "Escape": leave(); break;
        default: return;
      }
    } else if (!event.ctrlKey) {
      switch (key) {
        case "ArrowUp": look(hand, tile, -1, 0); break;
        case "ArrowDown": look(hand, tile, 1, 0); break;
        case "ArrowLeft": look(hand, tile, 0, -1); break;
        case "ArrowRight": look(hand, tile, 0, 1); break;
        case "Enter": hand.tell({ kind: "open", cards: [idOf(tile)] }); break;
        case " ": case "m": case "M": if (hand.mayAct) { take(tile); } break;
        case "x": case "X": if (hand.mayAct) { hand.tell({ kind: "pick", cards: [idOf(tile)] }); } break;
        case "Escape": hand.tell({ kind: "clear" }); break;
        default: return;
      }
    } else {
      return;
    }

    event.preventDefault();
    event.stopPropagation();
  };

  /** From anywhere on the page where nobody is typing. */
  const onPageKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || isTaken(event.target) && !(event.target instanceof HTMLButtonElement) || document.querySelector("dialog[open]:not(#components-reconnect-modal)")) {
      return;
    }

    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "z" && !event.shiftKey && hand.mayAct) {
      hand.tell({ kind: "undo" });
    } else if (!command && event.key === "/") {
      document.querySelector<HTMLElement>("[data-search]")?.focus();
    } else if (!command && event.key.toLowerCase() === "n" && hand.mayAct) {
      hand.tell({ kind: "add" });
    } else {
      return;
    }

    event.preventDefault();
  };

  /** Whoever goes elsewhere has let go. */
  const onBlur = (): void => queueMicrotask(() => {
    if (carrying && !host.contains(document.activeElement)) {
      carrying = false;
      hand.letGo();
    }
  });

  host.addEventListener("keydown", onKey);
  host.addEventListener("focusout", onBlur);
  document.addEventListener("keydown", onPageKey);
  return () => {
    host.removeEventListener("keydown", onKey);
    host.removeEventListener("focusout", onBlur);
    document.removeEventListener("keydown", onPageKey);
  };
}

/** One place up or down; over the column's end into the same column of the next block. */
function along(hand: Hand, place: Place, rows: number): Place | undefined {
  const all = hand.others(place.column);
  const at = place.after ? all.indexOf(place.after) + 1 : 0;
  const to = at + rows;
  return to < 0 || to > all.length ? beside(hand, place, 0, rows) : { column: place.column, after: all[to - 1] ?? null };
}

/** The column beside it, or the same one of another block: as far down as it was. */
function beside(hand: Hand, place: Place, columns: number, blocks: number): Place | undefined {
  const all = hand.columns();
  const names = [...new Set(all.map(column => column.dataset["block"]))];
  const own = all.filter(column => column.dataset["block"] === place.column.dataset["block"]);
  const across = own.findIndex(column => column.dataset["column"] === place.column.dataset["column"]) + columns;
  const block = names[names.indexOf(place.column.dataset["block"]) + blocks];
  const column = all.filter(one => one.dataset["block"] === block)[across];
  if (!column) {
    return undefined;
  }

  const here = hand.others(place.column);
  const there = hand.others(column);
  const depth = blocks > 0 ? 0 : blocks < 0 ? there.length : Math.min(place.after ? here.indexOf(place.after) + 1 : 0, there.length);
  return { column, after: there[depth - 1] ?? null };
}

/** The focus to the next card in a direction; columns without cards are passed over. */
function look(hand: Hand, tile: HTMLElement, rows: number, columns: number): void {
  const shown = hand.columns().filter(column => hand.tilesOf(column).some(one => one.checkVisibility()));
  const column = tile.closest<HTMLElement>("section[data-column]")!;
  const at = hand.tilesOf(column).indexOf(tile);
  if (columns !== 0) {
    const own = shown.filter(one => one.dataset["block"] === column.dataset["block"]);
    const next = own[own.indexOf(column) + columns];
    const tiles = next ? hand.tilesOf(next) : [];
    tiles[Math.min(at, tiles.length - 1)]?.focus();
    return;
  }

  const within = hand.tilesOf(column)[at + rows];
  if (within) {
    within.focus();
    return;
  }

  const next = shown.filter(one => one.dataset["column"] === column.dataset["column"]);
  const tiles = hand.tilesOf(next[next.indexOf(column) + rows] ?? column);
  (rows > 0 ? tiles[0] : tiles.at(-1))?.focus();
}
