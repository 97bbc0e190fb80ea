"""A Hub for one course, as docs/jupyterhub.md sets it up: students with the lessons, instructors with Formgrader.

Run as root, with the Python of this repository: .venv/bin/jupyterhub -f deploy/jupyterhub_config.py
"""

import os
import pwd
import resource
import sys
from grp import getgrnam
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

c = get_config()  # noqa: F821

# What differs from one machine to the next. prepare.sh, beside this file, reads those that it needs, too.
ADDRESS = os.environ.get("COURSE_ADDRESS", "http://127.0.0.1:8000")  # behind a web server that speaks HTTPS
DATA = Path(os.environ.get("COURSE_HUB_DATA", "/srv/jupyterhub"))
EXCHANGE = os.environ.get("COURSE_EXCHANGE", "/srv/nbgrader/exchange")
STUDENTS_PYTHON = Path(os.environ.get("COURSE_STUDENTS_PYTHON", "/opt/sinh_vien"))
STUDENTS = os.environ.get("COURSE_STUDENTS_GROUP", "sinh_vien")
INSTRUCTORS = os.environ.get("COURSE_INSTRUCTORS_GROUP", "giang_vien")
STUDENTS_MEMORY = os.environ.get("COURSE_STUDENTS_MEMORY", "4G")  # of each process
IDLE_SECONDS = int(os.environ.get("COURSE_IDLE_SECONDS", "3600"))

HERE = Path(__file__).resolve().parent
INSTRUCTORS_PYTHON = Path(sys.prefix)
COURSE_FOLDER = "luong_tu_hoa"  # in an instructor's home
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


class CourseSpawner(LocalProcessSpawner):
    """A server as its user's own process; a student's gets no more memory than it is told."""

    def make_preexec_fn(self, name):
        become_user, limit = super().make_preexec_fn(name), self.mem_limit

        def start():
            if limit:
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            become_user()

        return start


def is_instructor(name):
    """Is somebody of this name in the instructors' Unix group?"""
    return getgrnam(INSTRUCTORS).gr_gid in os.getgrouplist(name, pwd.getpwnam(name).pw_gid)


def before_start(spawner):
    """Give a user the Python, folder and settings of an instructor or of a student, and a home that is closed to others."""
    user = pwd.getpwnam(spawner.user.name)
    os.chmod(user.pw_dir, 0o700)
    python = INSTRUCTORS_PYTHON if is_instructor(user.pw_name) else STUDENTS_PYTHON
    spawner.cmd = [str(python / "bin" / "jupyterhub-singleuser")]
    spawner.environment = {
        "PATH": f"{python / 'bin'}:{SYSTEM_PATH}",
        "COURSE_EXCHANGE": EXCHANGE,
        "OPENBLAS_NUM_THREADS": "1",  # products as small as the lessons' take longer on several threads
    }
    if is_instructor(user.pw_name):
        spawner.environment["COURSE_FOLDER"] = spawner.notebook_dir = f"{user.pw_dir}/{COURSE_FOLDER}"
        spawner.environment["JUPYTER_CONFIG_PATH"] = str(HERE / "instructors")
        spawner.args = [f"--LabApp.app_settings_dir={HERE / 'lab_settings'}"]
        spawner.mem_limit = None  # the grader limits what it runs by itself


DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
os.chmod(DATA, 0o700)
c.JupyterHub.bind_url = ADDRESS
c.JupyterHub.db_url = f"sqlite:///{DATA / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(DATA / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(DATA / "proxy.pid")

c.LocalAuthenticator.allowed_groups = {STUDENTS, INSTRUCTORS}  # who logs in is asked of PAM, the Hub's default

c.JupyterHub.spawner_class = CourseSpawner
c.Spawner.pre_spawn_hook = before_start
c.Spawner.mem_limit = STUDENTS_MEMORY
c.Spawner.env_keep = ["LANG", "LC_ALL"]  # not the PATH of the Hub, whose Python students cannot read
c.Spawner.default_url = "/lab"

c.JupyterHub.services = [
    {"name": "idle-culler", "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE_SECONDS}"]}
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
