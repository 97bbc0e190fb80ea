"""Fill in a jinja2 template; those of pages extend `frame.html.j2`, so that all pages have one look."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FRAME = Path(__file__).with_name("templates")


def environment(folder: Path) -> Environment:
    """For the templates in that folder: what goes into a page (`….html.j2`) is escaped, a missing value raises."""
    return Environment(
        loader=FileSystemLoader([folder, FRAME]),
        undefined=StrictUndefined,
        autoescape=lambda template: template is not None and template.endswith(".html.j2"),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(folder: Path, name: str, **values: object) -> str:
    """The text of one template."""
    return environment(folder).get_template(name).render(**values)
