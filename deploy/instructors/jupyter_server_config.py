"""An instructor's server: JupyterLab shows Formgrader in a frame, which the Hub forbids unless told otherwise."""

c = get_config()  # noqa: F821
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
