"""What one submission may use: the defaults, which a lesson may replace in its exercises."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one submission.

    cell_seconds, call_seconds: what one cell and one call of a function may compute (processor time of all their processes
    and threads), and as long again wait (sleep, or wait for something that does not come); waiting for a processor on a busy
    machine is neither. total_seconds: the same for all cells together, and again for all calls together.
    cpu_seconds: the kernel's own bound on the processor time of each process, well beyond what is counted above.
    memory_bytes: what its processes may take together beyond the prewarmed interpreter.
    processes: how many processes and threads at once. file_bytes: the largest file.
    disk_bytes: all its files together. output_chars: what is kept of each printed text;
    output_bytes: of all that its cells show together. sent_bytes: all that its process may send to the grader.
    """

    cell_seconds: float = 20.0
    call_seconds: float = 5.0
    total_seconds: float = 120.0
    cpu_seconds: int = 600
    memory_bytes: int = 2 * 1024**3
    processes: int = 32
    file_bytes: int = 32 * 1024**2
    disk_bytes: int = 64 * 1024**2
    output_chars: int = 20_000
    output_bytes: int = 20 * 1024**2
    sent_bytes: int = 32 * 1024**2
