"""An instructor's server."""

c = get_config()  # noqa: F821
# JupyterLab shows Formgrader in a frame, which the Hub forbids unless told otherwise.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
# By TCP, whoever has an account on the machine could listen to what a kernel is told and what it answers.
c.KernelManager.transport = "ipc"
