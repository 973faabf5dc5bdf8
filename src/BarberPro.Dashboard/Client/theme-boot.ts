// Runs in the head, before the first paint (<script src="dist/theme-boot.js"></script>), so that a dark page never flashes white.
{
  const root = document.documentElement;
  const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
  root.dataset["theme"] = chosen ?? root.dataset["themeDefault"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}
export {};
