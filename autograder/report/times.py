"""How long something is, in words."""

DAY, HOUR = 86400, 3600


def duration(seconds: float) -> str:
    """Seconds as days and hours, or minutes: "1 ngày 4 giờ"."""
    if seconds < HOUR:
        return f"{max(1, round(seconds / 60))} phút"
    days, rest = divmod(seconds, DAY)
    parts = [(int(days), "ngày"), (int(rest // HOUR), "giờ")]
    return " ".join(f"{many} {unit}" for many, unit in parts if many)
