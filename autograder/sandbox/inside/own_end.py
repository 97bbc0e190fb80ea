"""How a process that kills itself is told from one that is killed: the kernel ends it in another way."""

import os

FATAL = (9, 15)  # SIGKILL and SIGTERM: what a machine out of memory, or its administrator, sends
PID = 0xFFFFFFFF  # the kernel looks at these bits only
NEGATIVE = 0x80000000  # a group, or everyone


def be_told_apart():
    """From now on this process and those it starts end by SIGSYS when they send one of FATAL to this one; before others are refused."""
    import pyseccomp

    rules, mine = pyseccomp.SyscallFilter(pyseccomp.ALLOW), os.getpid()
    reach_me = ((PID, mine), (PID, 0), (NEGATIVE, NEGATIVE))
    for name, place in (("kill", 1), ("tgkill", 2), ("rt_sigqueueinfo", 1), ("rt_tgsigqueueinfo", 2)):
        for mask, value in reach_me:
            for number in FATAL:
                rules.add_rule(pyseccomp.KILL_PROCESS, name, pyseccomp.Arg(0, pyseccomp.MASKED_EQ, mask, value),
                               pyseccomp.Arg(place, pyseccomp.MASKED_EQ, PID, number))  # fmt: skip
    for number in FATAL:  # of a thread, whose number is not known beforehand
        rules.add_rule(pyseccomp.KILL_PROCESS, "tkill", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, PID, number))
    rules.load()
