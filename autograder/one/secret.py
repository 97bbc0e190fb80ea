"""The pipeline's secret, taken out of the environment before anything else is done."""

from collections.abc import MutableMapping

VARIABLE = "LUONG_TU_HOA_SEED"


def take_secret(environment: MutableMapping[str, str]) -> str:
    """What VARIABLE holds, "" where it is not set; no process that is started later has it."""
    return environment.pop(VARIABLE, "")
