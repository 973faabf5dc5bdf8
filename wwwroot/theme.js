// Before the first paint: the person's choice, else the system's. The rest of the theme is in Client/theme.ts.
(() => {
    const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
    document.documentElement.dataset.theme = chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
})();
