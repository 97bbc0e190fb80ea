"""What a student's nbgrader knows of the course: its name, and where lessons come from and go to."""

import os

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "luong_tu_hoa"
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
c.KernelManager.transport = "ipc"  # of Validate; as in jupyter_server_config.json
