// Cards by mouse, pen and finger. A finger has to rest first: else it scrolls.

import { Hand, idOf, isTaken, titleOf, type Place } from "./board-hand";
import { text } from "./texts";

const far = 8; // px
const rest = 250; // ms
const edgeOfView = 72; // px

export function startPointer(hand: Hand): () => void {
  const { host } = hand;
  let tile: HTMLElement | undefined;
  let begun: { x: number; y: number; id: number; touch: boolean } | undefined;
  let ghost: HTMLElement | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let last = { x: 0, y: 0 };
  let scrolling = 0;
  let swallow = false;

  const begin = (): void => {
    clearTimeout(resting);
    if (!tile || !hand.mayAct) {
      stop();
      return;
    }

    hand.take(tile);
    ghost = document.createElement("div");
    ghost.className = "board-ghost";
    ghost.setAttribute("aria-hidden", "true");
    ghost.textContent = hand.held.length > 1 ? text("BoardCards", hand.held.length) : titleOf(tile);
    document.body.append(ghost);
    document.documentElement.dataset["carrying"] = "";
    getSelection()?.removeAllRanges();
    move();
    scrolling = requestAnimationFrame(scroll);
  };

  const move = (): void => {
    if (ghost) {
      ghost.style.transform = `translate(${last.x + 10}px, ${last.y + 10}px) rotate(-1.6deg)`;
      hand.hover(placeAt(hand, last.x, last.y));
    }
  };

  const scroll = (): void => {
    const below = innerHeight - last.y;
    const step = last.y < edgeOfView ? last.y - edgeOfView : below < edgeOfView ? edgeOfView - below : 0;
    if (step !== 0) {
      scrollBy(0, step / 4);
      move();
    }

    scrolling = requestAnimationFrame(scroll);
  };

  const stop = (): void => {
    clearTimeout(resting);
    cancelAnimationFrame(scrolling);
    ghost?.remove();
    ghost = tile = begun = undefined;
    delete document.documentElement.dataset["carrying"];
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", onUp);
    removeEventListener("pointercancel", onCancel);
    removeEventListener("keydown", onKey, true);
  };

  const onDown = (event: PointerEvent): void => {
    swallow = false;
    if (!event.isPrimary || event.button !== 0 || isTaken(event.target) || !hand.mayAct) {
      return;
    }

    tile = (event.target as Element).closest<HTMLElement>("[data-card]") ?? undefined;
    if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) {
      tile = undefined;
      return;
    }

    begun = { x: event.clientX, y: event.clientY, id: event.pointerId, touch: event.pointerType === "touch" };
    last = { x: event.clientX, y: event.clientY };
    if (begun.touch) {
      resting = setTimeout(begin, rest);
    }

    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", onCancel);
    addEventListener("keydown", onKey, true);
  };

  const onMove = (event: PointerEvent): void => {
    if (!begun || event.pointerId !== begun.id) {
      return;
    }

    last = { x: event.clientX, y: event.clientY };
    if (ghost) {
      move();
    } else if (Math.hypot(last.x - begun.x, last.y - begun.y) > far) {
      if (begun.touch) {
        stop(); // it scrolls
      } else {
        begin();
      }
    }
  };

  const onUp = (event: PointerEvent): void => {
    if (event.pointerId !== begun?.id) {
      return;
    }

    const carried = ghost !== undefined;
    stop();
    if (carried) {
      swallow = true;
      setTimeout(() => { swallow = false; }, 50); // no click follows where the pointer was let go elsewhere
      hand.drop(false);
    }
  };

  const onCancel = (): void => {
    stop();
    hand.letGo();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && ghost) {
      event.preventDefault();
      event.stopPropagation();
      swallow = true;
      hand.say(text("BoardLeft", titleOf(hand.held[0]!)));
      onCancel();
    }
  };

  const onClick = (event: MouseEvent): void => {
    if (swallow) {
      swallow = false;
      event.preventDefault();
      event.stopPropagation();
      return;
    }

    const clicked = (event.target as Element).closest<HTMLElement>("[data-card]");
    if (!clicked || isTaken(event.target)) {
      return;
    }

    if (hand.mayAct && (event.ctrlKey || event.metaKey)) {
      hand.tell({ kind: "pick", cards: [idOf(clicked)] });
    } else if (hand.mayAct && event.shiftKey) {
      getSelection()?.removeAllRanges();
      hand.tell({ kind: "pick", cards: between(hand, clicked) });
    } else {
      hand.tell({ kind: "open", cards: [idOf(clicked)] });
    }
  };

  const onTouchMove = (event: TouchEvent): void => {
    if (ghost) {
      event.preventDefault();
    }
  };

  const onMenu = (event: Event): void => {
    if (begun?.touch) {
      event.preventDefault();
    }
  };

  host.addEventListener("pointerdown", onDown);
  host.addEventListener("click", onClick);
  host.addEventListener("contextmenu", onMenu);
  host.addEventListener("touchmove", onTouchMove, { passive: false });
  return () => {
    stop();
    host.removeEventListener("pointerdown", onDown);
    host.removeEventListener("click", onClick);
    host.removeEventListener("contextmenu", onMenu);
    host.removeEventListener("touchmove", onTouchMove);
  };
}

/** The place under a point: between the tiles of a column, or a column's tab on a phone. */
function placeAt(hand: Hand, x: number, y: number): Place | undefined {
  const column = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-column][data-block]");
  if (!column || !hand.host.contains(column)) {
    return undefined;
  }

  if (!column.matches("section")) {
    const list = hand.columns().find(one => one.dataset["block"] === column.dataset["block"] && one.dataset["column"] === column.dataset["column"]);
    return { column, after: list ? hand.others(list).at(-1) ?? null : null };
  }

  const abreast = getComputedStyle(column).display === "grid";
  let after: HTMLElement | null = null;
  for (const tile of hand.others(column)) {
    const box = tile.getBoundingClientRect();
    if (y > box.bottom || (y >= box.top && (abreast ? x > box.left + box.width / 2 : y > box.top + box.height / 2))) {
      after = tile;
    }
  }

  return { column, after };
}

/** From the last one picked to this one, within a column; else this one alone. */
function between(hand: Hand, tile: HTMLElement): number[] {
  const all = hand.tilesOf(tile.closest<HTMLElement>("section[data-column]")!);
  const to = all.indexOf(tile);
  const from = all.findIndex(one => one.classList.contains("picked"));
  return from < 0 ? [idOf(tile)] : all.slice(Math.min(from, to), Math.max(from, to) + 1).filter(one => !one.classList.contains("picked")).map(idOf);
}
