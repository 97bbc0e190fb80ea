/* Search typed without marks: what is quoted of a page, and what is marked in that, are the very words, whatever marks they have. */
(() => {
  if (typeof Search === "undefined") return; // another page than that of the search
  const LETTERS = 240, BEFORE = 120;
  // letter by letter, so that places in the text stay what they are
  const bare = (text) =>
    [...text].map((c) => c.toLowerCase().replace("đ", "d").normalize("NFD")[0].padEnd(c.length)).join("");
  const isWord = (c) => c !== undefined && /[\p{L}\p{N}_]/u.test(c);

  function places(text, phrase) {
    const found = [];
    for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1))
      if (!isWord(text[at - 1]) && !isWord(text[at + phrase.length])) found.push(at);
    return found;
  }

  function marked(text, words) {
    const plain = bare(text);
    const hits = words.flatMap((word) => places(plain, word).map((at) => [at, at + word.length])).sort((a, b) => a[0] - b[0]);
    const parts = [];
    let done = 0;
    for (const [from, to] of hits) {
      if (from < done) continue;
      const hit = Object.assign(document.createElement("mark"), { textContent: text.slice(from, to) });
      parts.push(text.slice(done, from), hit);
      done = to;
    }
    return [...parts, text.slice(done)];
  }

  let asked = "";
  const parse = Search._parseQuery;
  Search._parseQuery = (query) => {
    asked = bare(query.trim().normalize("NFC")).replace(/\s+/g, " ");
    const parsed = parse(query);
    localStorage.removeItem("sphinx_highlight_terms"); // Sphinx would mark "tu" in the middle of other words
    parsed[3] = new Set();
    return parsed;
  };
  const article = (html) => {
    const read = new DOMParser().parseFromString(html, "text/html").querySelector(".bd-article");
    read?.querySelectorAll(".headerlink, .nut, script, style").forEach((one) => one.remove());
    return (read?.textContent ?? "").normalize("NFC").replace(/\s+/g, " ").trim();
  };
  Search.makeSearchSummary = (html) => {
    const text = article(html);
    if (!text) return null;
    const plain = bare(text), words = [asked, ...asked.split(" ")];
    const first = words.flatMap((word) => places(plain, word).slice(0, 1))[0] ?? 0;
    const from = Math.max(0, first - BEFORE), to = from + LETTERS;
    const summary = Object.assign(document.createElement("p"), { className: "context" });
    const wanted = places(plain, asked).length ? [asked] : words;
    summary.append(from ? "…" : "", ...marked(text.slice(from, to), wanted), to < text.length ? "…" : "");
    return summary;
  };
})();
