// Light or dark: what the person chose (a cookie), else what the system says. wwwroot/theme.js sets it before the first paint.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let palette: Map<string, string> | undefined;

const chosen = (): string | undefined => /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];

function apply(): void {
  const theme = chosen() ?? root.dataset["themeDefault"] ?? (dark.matches ? "dark" : "light");
  if (root.dataset["theme"] !== theme) {
    root.dataset["theme"] = theme;
  }
}

/** A custom property's colour as canvas understands it. */
export function color(name: string): string {
  palette ??= new Map();
  let found = palette.get(name);
  if (found === undefined) {
    found = getComputedStyle(root).getPropertyValue(`--${name}`).trim() || "#888";
    palette.set(name, found);
  }

  return found;
}

export const onTheme = (listener: () => void): void => void listeners.add(listener);
export const offTheme = (listener: () => void): void => void listeners.delete(listener);

export const themed = (): void => {
  palette = undefined;
  for (const listener of listeners) {
    listener();
  }
};

export function startTheme(): void {
  // An enhanced navigation may put the server's attributes back: whatever set it, the charts follow.
  new MutationObserver(() => { apply(); themed(); }).observe(root, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", apply);
  document.addEventListener("click", event => {
    const button = (event.target as Element | null)?.closest?.("[data-theme-toggle]");
    if (button) {
      const theme = root.dataset["theme"] === "dark" ? "light" : "dark";
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
      apply();
      document.dispatchEvent(new CustomEvent("live-theme", { detail: theme }));
    }
  });
  document.fonts.ready.then(themed, () => undefined);
  document.fonts.addEventListener("loadingdone", themed);
  apply();
}
