"""Everything nbgrader is told about this project, in one place: `nbgrader_config.py` calls `configure`."""

from traitlets.config import Config

IGNORED = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".pytest_cache",
    "feedback",
    "*.py",
    "nbgrader_config.*",
    "jupyter*_config.*",
]


def configure(config: Config) -> Config:
    """Put the project's settings into a traitlets Config."""
    config.CourseDirectory.course_id = "luong_tu_hoa"
    config.CourseDirectory.ignore = IGNORED
    config.GenerateAssignment.preprocessors = """
        nbgrader.preprocessors.IncludeHeaderFooter nbgrader.preprocessors.InstantiateTests
        nbgrader.preprocessors.LockCells autograder.authoring.stubs.StubSolutions
        nbgrader.preprocessors.ClearOutput nbgrader.preprocessors.CheckCellMetadata
        nbgrader.preprocessors.ComputeChecksums nbgrader.preprocessors.SaveCells
        nbgrader.preprocessors.ClearHiddenTests nbgrader.preprocessors.ClearMarkScheme
        nbgrader.preprocessors.ComputeChecksums nbgrader.preprocessors.CheckCellMetadata
    """.split()
    config.ClearMarkScheme.enforce_metadata = False  # our questions are locked cells, the cell below takes the mark
    config.ExchangeFactory.collect = "autograder.plugin.exchange.CollectHandIns"
    config.ExchangeFactory.release_feedback = "autograder.plugin.exchange.ReleasePages"
    config.Autograde.exporter_class = "autograder.plugin.preprocessors.SubmissionExporter"
    config.Autograde.sanitize_preprocessors = []
    config.Autograde.autograde_preprocessors = [
        "autograder.plugin.preprocessors.SaveVerdicts",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.HTMLExporter.preprocessors = ["autograder.plugin.formgrader.HarmlessPage"]  # of Formgrader
    config.HTMLExporter.optimistic_validation = True  # of what that step has made, not of what came
    config.HTMLExporter.filters = {"markdown2html": "autograder.plugin.formgrader.markdown2html"}
    config.GenerateFeedback.exporter_class = "autograder.plugin.preprocessors.FeedbackExporter"
    config.GenerateFeedback.preprocessors = []  # the exporter makes the whole page
    return config
