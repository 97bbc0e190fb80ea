"""A lesson open in the site's lab, in Chromium. Cells are named by their id."""

from pathlib import Path

IN_THE_LAB = Path(__file__).with_name("in_the_lab.js")
LESSON = "bai01_so_nguyen"
SETUP = "import-numpy-as-np"  # lesson 1's first code cell
READY = "Bài chỉ nằm trong trình duyệt này"
HAND_IN = "Tải bài để nộp"
KERNEL_MILLISECONDS = 240_000  # only what never comes is waited for so long


def address_of(notebook):
    """Where the lab opens a notebook, below the site's address."""
    return f"lite/notebooks/index.html?path={notebook}.ipynb"


class Lab:
    """What a student does there. page: Playwright's, on which in_the_lab.js is loaded."""

    def __init__(self, page):
        self.page = page

    def wait(self):
        """Until our line on the page says that Python has started; returns this lab."""
        self.page.locator("#phong-lam-bai span", has_text=READY).wait_for(timeout=KERNEL_MILLISECONDS)
        return self

    def run(self, cell, source=None):
        """Run one cell, given a new source or not; returns the text of what it shows."""
        if source is not None:
            self.page.evaluate("([cell, source]) => inTheLab.write(cell, source)", [cell, source])
        return _text(self.page.evaluate("cell => inTheLab.run(cell)", cell))

    def run_below(self, cell, source):
        """Run a new cell below this one; returns the text of what it shows."""
        return _text(self.page.evaluate("([cell, source]) => inTheLab.runBelow(cell, source)", [cell, source]))

    def write(self, sources):
        """Put {cell: source} into the notebook."""
        self.page.evaluate(
            "sources => Object.entries(sources).forEach(([cell, source]) => inTheLab.write(cell, source))", sources
        )

    def run_all(self):
        """Run every cell, in order; returns {cell: [[kind, text as a reader sees it] of each output]}."""
        self.page.evaluate("inTheLab.runAll().then(() => null)")
        return self.page.evaluate("inTheLab.shown()")

    def outputs(self):
        """{cell: its outputs as they stand in a notebook}."""
        return self.page.evaluate("inTheLab.outputs()")

    def source(self, cell):
        return self.page.evaluate("cell => inTheLab.source(cell)", cell)

    def save(self):
        self.page.evaluate("inTheLab.save()")

    def hand_in(self, folder):
        """Press the button that gives the file to hand in; returns where it lies, under the name that the browser gave it."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=HAND_IN).click(timeout=KERNEL_MILLISECONDS)
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path


def _text(outputs):
    return "\n".join(text for _, text in outputs)
