// What all our elements have in common: they read their attributes when these change, and let go of everything when removed.

export abstract class LiveElement extends HTMLElement {
  #queued = false;
  #alive = false;

  connectedCallback(): void {
    if (!this.#alive) {
      this.#alive = true;
      this.connected();
    }

    this.#schedule();
  }

  /** Moving an element within the page takes it out and in again: only one that stays out is released. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (!this.isConnected && this.#alive) {
        this.#alive = false;
        this.released();
      }
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after && this.#alive) {
      this.#schedule();
    }
  }

  /** Several attributes change in one go: they are read once. */
  #schedule(): void {
    if (!this.#queued) {
      this.#queued = true;
      queueMicrotask(() => {
        this.#queued = false;
        if (this.#alive) {
          this.configure();
        }
      });
    }
  }

  protected abstract connected(): void;
  protected abstract configure(): void;
  protected abstract released(): void;

  protected json<T>(name: string, otherwise: T): T {
    const written = this.getAttribute(name);
    if (!written) {
      return otherwise;
    }

    try {
      return JSON.parse(written) as T;
    } catch {
      console.error(`<${this.localName}> ${name}: not JSON: ${written}`);
      return otherwise;
    }
  }

  protected numeric(name: string): number {
    const written = this.getAttribute(name);
    return written === null || written === "" ? NaN : Number(written);
  }
}

const sheets = new Map<string, CSSStyleSheet>();

/** One style sheet for all elements of a kind: adopted, so that no content security policy has to allow inline styles. */
export function sheet(css: string): CSSStyleSheet {
  let found = sheets.get(css);
  if (found === undefined) {
    found = new CSSStyleSheet();
    found.replaceSync(css);
    sheets.set(css, found);
  }

  return found;
}

/** Rules for what an element puts into the page itself; :where() leaves the page's own rules the last word. */
export function pageRules(css: string): void {
  const rules = sheet(css);
  if (!document.adoptedStyleSheets.includes(rules)) {
    document.adoptedStyleSheets.push(rules);
  }
}

/**
 * Live text in place of what the server rendered. It stands in the page (not in a shadow), so that search, selection and copying find it;
 * the server's own nodes stay where Blazor put them, only unshown, so that Blazor's next difference still fits.
 */
export class LiveText {
  readonly place: HTMLSpanElement;

  constructor(readonly host: HTMLElement) {
    this.place = document.createElement("span");
    this.place.slot = "live";
    const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    shadow.innerHTML = `<slot></slot><slot name="live"></slot>`;
    shadow.adoptedStyleSheets = [sheet("slot[hidden] { display: none; }")];
  }

  /** From the first live value on. */
  show(): void {
    if (this.place.parentNode !== this.host) {
      this.host.append(this.place);
      const server = this.host.shadowRoot!.firstElementChild as HTMLElement;
      server.hidden = true;
      const words = document.createTreeWalker(this.host, NodeFilter.SHOW_TEXT);
      while (words.nextNode()) {
        if (!this.place.contains(words.currentNode)) {
          words.currentNode.nodeValue = "";
        }
      }
    }
  }

  /** As the server rendered it. */
  gone(): void {
    this.place.remove();
  }
}

/** Sets a node's text only when it is another one. */
export function say(node: Node & { data?: string }, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}
