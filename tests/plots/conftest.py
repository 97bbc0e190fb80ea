"""Ask the questions of figures.py of each figure that a test module lists."""


def pytest_generate_tests(metafunc):
    if "draw" in metafunc.fixturenames:
        figures = metafunc.module.FIGURES
        metafunc.parametrize("draw, axes_count", figures, ids=[draw.__name__ for draw, _ in figures])
