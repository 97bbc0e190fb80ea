/* A formula wider than the window is scrolled sideways: by keyboard, too. */
addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  for (const formula of document.querySelectorAll("div.math")) if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
});
