// What a test's student does in the lab's page: write into cells, run them, read what they show. A cell is named by its id.
window.inTheLab = (() => {
  const notebook = () => jupyterapp.shell.currentWidget.content;
  const execute = (command) => jupyterapp.commands.execute(command);
  const named = (id) => notebook().widgets.find((one) => one.model.id === id);
  const written = (cell) => cell.model.sharedModel;

  const words = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  /* [kind, text as a reader sees it] of each output; kind: stdout, stderr, error, display_data, execute_result. */
  const shown = (cell) =>
    written(cell)
      .getOutputs()
      .map(({ name, output_type, text, evalue, data }) => {
        const html = data?.["text/html"];
        return [name ?? output_type, html ? words([html].flat().join("")) : [text ?? evalue ?? data["text/plain"]].flat().join("")];
      });

  const ofEachCell = (told) =>
    Object.fromEntries(
      notebook()
        .widgets.filter((one) => one.model.type === "code")
        .map((one) => [one.model.id, told(one)]),
    );

  async function runCell(cell) {
    notebook().activeCellIndex = notebook().widgets.indexOf(cell);
    await execute("notebook:run-cell");
    return shown(cell);
  }

  return {
    write: (id, source) => written(named(id)).setSource(source),
    source: (id) => written(named(id)).getSource(),
    run: (id) => runCell(named(id)),

    /* In a new cell below, as a student tries something. */
    async runBelow(id, source) {
      notebook().activeCellIndex = notebook().widgets.indexOf(named(id));
      await execute("notebook:insert-cell-below");
      written(notebook().activeCell).setSource(source);
      return runCell(notebook().activeCell);
    },

    runAll: () => execute("notebook:run-all-cells"),

    shown: () => ofEachCell(shown),
    outputs: () => ofEachCell((cell) => written(cell).getOutputs()),

    save: () => execute("docmanager:save"),
  };
})();
