/* What the lab's page adds to JupyterLite: how far Python has loaded, a button to hand in, a notice when the course has a newer version. */
(async () => {
  const lesson = new URLSearchParams(location.search).get("path") ?? "";
  const root = new URL("../", document.baseURI); // of the lab
  const SECOND = 1000, LONG = 120 * SECOND;
  const seconds = (n) => new Promise((done) => setTimeout(done, n * SECOND));
  const megabytes = (n) => (n / 1e6).toFixed(1);

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const said = element("span", { role: "status" });
  const meter = element("progress", { max: 1, value: 0, ariaLabel: "Python đã tải được bao nhiêu" });
  const handIn = element("button", { type: "button", textContent: "Tải bài để nộp", disabled: true });
  const page = lesson.match(/^(bai\d\d_\w+?)(_cu_\d+)?\.ipynb$/)?.[1] ?? "index"; // the self-test has none of its own
  const reading = element("a", { href: new URL(`../${page}.html`, root), textContent: "Đọc bài" });
  const bar = element("aside", { id: "phong-lam-bai", ariaLabel: "Bài làm" }, said, meter, reading, handIn);
  document.body.append(bar);

  const app = async () => {
    while (!window.jupyterapp?.shell.currentWidget?.sessionContext) await seconds(0.2);
    return window.jupyterapp;
  };

  /* The kernel's worker fetches these files, too, and finds them in the browser's cache; here they are counted. */
  async function download() {
    const sizes = await (await fetch(new URL("khoa_hoc/python.json", root))).json();
    const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    let loaded = 0;
    await Promise.all(
      Object.keys(sizes).map(async (name) => {
        const reader = (await fetch(new URL(`static/pyodide/${name}`, root))).body.getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          loaded += part.value.length;
          meter.value = loaded / all;
          said.textContent = `Đang tải Python: ${megabytes(loaded)} trên ${megabytes(all)} MB. Chỉ lần đầu mới lâu.`;
        }
      }),
    );
  }

  async function waitForKernel() {
    const began = Date.now(), session = (await app()).shell.currentWidget.sessionContext;
    while (!["idle", "busy"].includes(session.kernelDisplayStatus)) {
      const isLong = Date.now() - began > LONG;
      said.textContent = isLong
        ? "Python khởi động lâu hơn thường lệ. Bạn chờ thêm, hoặc tải lại trang này."
        : "Đã tải xong. Đang khởi động Python…";
      await seconds(0.3);
    }
  }

  /* Saved first, so that what is handed in is what is on the screen. */
  async function handInNow() {
    const { commands, shell } = await app();
    navigator.storage?.persist?.(); // asked for at a click only; Firefox asks the student, and nothing waits for the answer
    await shell.currentWidget.context.save();
    await commands.execute("docmanager:download");
    said.textContent = `Đã tải ${lesson} về máy. Hãy nộp đúng tệp ấy, giữ nguyên tên.`;
  }

  const cells = (notebook, kind) =>
    JSON.stringify(
      notebook.cells
        .filter((cell) => cell.metadata?.nbgrader?.[kind])
        .map((cell) => [cell.id, [cell.source].flat().join("")]),
    );

  const storage = () => {
    try {
      return localStorage;
    } catch {
      return {}; // where the browser lets nothing be kept, there is no older copy either
    }
  };

  /* Has the course another lesson than the one this copy was made of? Its stubs, which a student writes over, are remembered. */
  function isOld(given, mine) {
    const seen = storage(), key = `de_bai/${lesson}`, stubs = cells(given, "solution");
    const isSame = cells(given, "locked") === cells(mine, "locked");
    if (isSame && stubs === cells(mine, "solution")) seen[key] = stubs; // nothing is written yet
    seen[key] ??= stubs;
    return !isSame || seen[key] !== stubs;
  }

  /* The student's own copy wins over a corrected lesson until it is out of its way; both are kept. */
  async function noticeNewer() {
    const given = await fetch(new URL(`files/${lesson}`, root));
    if (!given.ok) return; // a notebook of the student's own
    const { serviceManager } = await app();
    const mine = await serviceManager.contents.get(lesson, { content: true });
    if (!isOld(await given.json(), mine.content)) return;
    const take = element("button", { type: "button", textContent: "Mở bản mới" });
    const keep = element("button", { type: "button", textContent: "Làm tiếp bản này" });
    const notice = element(
      "aside",
      { id: "ban-moi", role: "alert" },
      "Bài trong trình duyệt này khác với bản mới của khóa học. Mở bản mới thì bài của bạn vẫn còn, dưới một tên khác. ",
      take,
      keep,
    );
    take.onclick = async () => {
      const stamp = new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
      await serviceManager.contents.rename(lesson, lesson.replace(/\.ipynb$/, `_cu_${stamp}.ipynb`));
      location.reload();
    };
    keep.onclick = () => notice.remove();
    document.body.append(notice);
  }

  handIn.onclick = handInNow;
  app().then(() => {
    handIn.disabled = false;
    return noticeNewer();
  });
  try {
    await download();
  } catch {
    said.textContent = "Chưa tải được Python. Hãy xem lại mạng, rồi tải lại trang này.";
    return;
  }
  await waitForKernel();
  meter.remove();
  said.textContent = "Bài chỉ nằm trong trình duyệt này: nghỉ tay thì tải một bản về máy.";
})();
