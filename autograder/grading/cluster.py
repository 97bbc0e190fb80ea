"""Batches graded by other machines: the same work, through a dask.distributed scheduler."""

import asyncio
import concurrent.futures
import logging
import socket
from concurrent.futures import Future
from typing import Any

from autograder.files.course_error import CourseError
from autograder.gradebook.writer import Entry
from autograder.grading.tasks import Left, LessonParcel, describe, grade_batch
from autograder.intake.submitted import SubmittedFile

CONNECT_SECONDS = 20


class Cluster:
    """The workers that a scheduler has, for work_through. They get files and lesson as data, and see no course folder."""

    def __init__(self, address: str, parcel: LessonParcel) -> None:
        """address: the scheduler's, such as tcp://10.0.0.1:8786 or tls://…"""
        try:
            import distributed
        except ImportError as error:
            raise CourseError(
                "Chấm trên nhiều máy cần gói `distributed`. Hãy chạy: `python -m pip install distributed`"
            ) from error
        self.distributed: Any = distributed
        self.address, self.parcel = address, parcel
        self.lost: tuple[type[BaseException], ...] = (
            distributed.scheduler.KilledWorker,
            distributed.comm.CommClosedError,
            concurrent.futures.CancelledError,
            asyncio.CancelledError,
        )
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said here, in one sentence
        self.client: Any = None
        self.executor: Any = None

    def open(self) -> None:
        """Reach the scheduler and make sure that every worker grades as this machine would. Raises CourseError."""
        if self.client is not None:
            return
        try:
            self._demand_somebody()
            self.client = self.distributed.Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(
                f"Không nối được tới bộ điều phối {self.address}: {error}. Hãy kiểm tra địa chỉ, và xem `dask scheduler` có đang chạy không."
            ) from error
        try:
            self._demand_equal_workers()
        except self.lost as error:
            self.close()
            raise CourseError(
                f"Mất liên lạc với bộ điều phối {self.address}. Hãy xem `dask scheduler` có còn chạy không."
            ) from error
        except BaseException:
            self.close()
            raise
        self.executor = self.client.get_executor(pure=False)

    def width(self) -> int:
        return max(1, sum(self.client.nthreads().values()))

    def submit(self, batch: list[SubmittedFile]) -> Future[list[Entry | Left]]:
        return self.executor.submit(grade_batch, self.parcel, batch)

    def stop(self) -> None:
        """Cancel what is not done yet."""
        self.executor.shutdown(wait=False)

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None

    def _demand_somebody(self) -> None:
        """Raise ValueError for what is no address, OSError where nobody listens: Dask itself would try for long."""
        scheme, place = self.distributed.comm.parse_address(self.address, strict=True)
        self.distributed.comm.registry.get_backend(scheme)
        host, port = self.distributed.comm.addressing.parse_host_port(place)
        socket.create_connection((host, port), CONNECT_SECONDS).close()

    def _demand_equal_workers(self) -> None:
        mine, theirs = describe(), self.client.run(describe, on_error="return")
        if not theirs:
            raise CourseError(
                f"Chưa có máy nào nối vào bộ điều phối {self.address}. Hãy chạy ở mỗi máy: `dask worker {self.address}`"
            )
        for address, said in theirs.items():
            if isinstance(said, BaseException):
                raise CourseError(
                    f"Máy {address} không chạy được bộ chấm: {type(said).__name__}: {said}. Hãy chạy lại `make setup` ở máy ấy."
                ) from said
            other = [f"{name} {said[name]} (ở đây {mine[name]})" for name in mine if said[name] != mine[name]]
            if other:
                raise CourseError(
                    f"Máy {address} có phiên bản khác: {', '.join(other)}. Hãy cài cùng một bản của kho, của Python và của NumPy ở mọi máy."
                )
