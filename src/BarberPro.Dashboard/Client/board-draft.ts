// <board-draft key>: around a field. What is typed is kept in the browser until the server has it: over a lost connection, a reload, a restart.

import { LiveElement } from "./element";

interface Draft { text: string; base: string }

const focusKey = "board-focus";
const isNobodys = (element: Element | null): boolean => element === null || element === document.body || element.localName === "h1";
const nameOf = (key: string): string => `board-draft:${key}`;

export class BoardDraft extends LiveElement {
  static readonly observedAttributes = ["key", "saved", "base"];

  #key = "";
  #saved: string | null = null;
  #base = "";
  #restoredAt = -Infinity;

  get #field(): HTMLInputElement | HTMLTextAreaElement | null {
    return this.querySelector("textarea, input");
  }

  protected connected(): void {
    this.addEventListener("input", this.#keep);
    this.addEventListener("focusin", this.#keepFocus);
    this.addEventListener("focusout", this.#dropFocus);
    this.addEventListener("keydown", this.#onKey);
  }

  protected configure(): void {
    const key = this.getAttribute("key") ?? "";
    const saved = this.getAttribute("saved");
    if (key !== this.#key) {
      this.#key = key;
      this.#saved = saved;
      this.#base = this.getAttribute("base") ?? "";
      this.#restore();
    } else if (saved !== this.#saved) {
      this.#saved = saved;
      this.#base = this.getAttribute("base") ?? "";
      sessionStorage.removeItem(nameOf(key));
      const field = this.#field;
      if (field) {
        field.value = this.#base;
      }
    }
  }

  protected released(): void {
    this.removeEventListener("input", this.#keep);
    this.removeEventListener("focusin", this.#keepFocus);
    this.removeEventListener("focusout", this.#dropFocus);
    this.removeEventListener("keydown", this.#onKey);
    this.#key = "";
  }

  #restore(): void {
    const field = this.#field;
    const kept = sessionStorage.getItem(nameOf(this.#key));
    if (field && kept !== null) {
      const draft = JSON.parse(kept) as Draft;
      const base = this.#base;
      if (draft.text !== field.value) {
        field.value = draft.text;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }

      if (draft.base !== base) {
        this.#base = draft.base; // still written upon what stood there then
        this.dispatchEvent(new CustomEvent("boarddraft", { bubbles: true, detail: { field: this.#key, base: draft.base } }));
      }
    }

    if (field && sessionStorage.getItem(focusKey) === this.#key && isNobodys(document.activeElement)) {
      this.#restoredAt = performance.now();
      this.#focus();
    }
  }

  #focus(): void {
    const field = this.#field;
    field?.focus({ preventScroll: true });
    field?.setSelectionRange?.(field.value.length, field.value.length);
  }

  readonly #keep = (): void => {
    const field = this.#field;
    if (!field) {
      return;
    }

    if (field.value === this.#base) {
      sessionStorage.removeItem(nameOf(this.#key));
    } else {
      sessionStorage.setItem(nameOf(this.#key), JSON.stringify({ text: field.value, base: this.#base } satisfies Draft));
    }
  };

  readonly #keepFocus = (): void => sessionStorage.setItem(focusKey, this.#key);

  /** Whoever leaves the field leaves it; a field that is taken away was not left. */
  readonly #dropFocus = (): void => {
    const key = this.#key;
    setTimeout(() => {
      if (this.isConnected && document.activeElement?.localName === "h1" && performance.now() - this.#restoredAt < 3_000) {
        this.#focus(); // a page that loads sets the focus on its heading: whoever was typing goes on typing
      } else if (this.isConnected && document.hasFocus() && !this.contains(document.activeElement) && sessionStorage.getItem(focusKey) === key) {
        sessionStorage.removeItem(focusKey);
      }
    });
  };

  /** Ctrl Enter sends, from a field of several lines. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const field = this.#field;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field instanceof HTMLTextAreaElement && field.form) {
      event.preventDefault();
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.form.requestSubmit();
    }
  };
}
