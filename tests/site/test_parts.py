"""Is what comes from elsewhere the very thing that was tried, and does a person learn what to do where it is not?"""

import hashlib
import json
from base64 import b64encode

import pytest

from autograder.files.course_error import CourseError
from autograder.handout.archive import EARLIEST, unzipped, zipped
from autograder.site import parts, python
from autograder.site.parts import KERNEL_PINS, Npm, Pyodide, Wheel
from autograder.site.slim import slim

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"


def wheel(name, files=None, requires=()):
    told = METADATA.format(name=name) + "".join(f"Requires-Dist: {one}\n" for one in requires)
    inside = {f"{name}/__init__.py": b"", **(files or {}), f"{name}-1.0.dist-info/METADATA": told.encode()}
    return Wheel(f"{name}-1.0-py3-none-any.whl", zipped({**inside, f"{name}-1.0.dist-info/RECORD": b""}, EARLIEST))


def pyodide(*wheels):
    """A Pyodide whose release holds these wheels, matplotlib needing them all, and micropip."""
    names = [one.name.split("-")[0] for one in wheels]
    entries = {
        name: {
            "name": name,
            "file_name": one.name,
            "sha256": one.sha256,
            "depends": names if name == "matplotlib" else [],
        }
        for name, one in zip(names, wheels)
    }
    lock = {"info": {"python": "3.14.0"}, "packages": entries}
    core = {name: b"core" for name in python.CORE}
    return Pyodide(core | {"pyodide-lock.json": json.dumps(lock).encode()})


@pytest.fixture
def release():
    return [wheel("matplotlib"), wheel("micropip"), wheel("numpy")]


@pytest.fixture
def offline(tmp_path, release):
    """A folder with the wheels of that release."""
    for one in release:
        (tmp_path / one.name).write_bytes(one.data)
    return tmp_path


def test_wheels_of_the_release(release, offline):
    """Are exactly the wheels given that the lessons need?"""
    assert list(pyodide(*release).wheels(offline)) == release


def test_changed_wheel(release, offline):
    """Is a wheel refused that is not the one in Pyodide's lock, with what to do about it?"""
    path = offline / release[0].name
    path.write_bytes(b"another")
    with pytest.raises(CourseError, match=rf"{path} không đúng như mã băm.*Hãy xóa tệp ấy"):
        list(pyodide(*release).wheels(offline))


def test_missing_wheel(release, offline):
    """Does one that is not in the given folder end with its name, and no network asked?"""
    (offline / release[2].name).unlink()
    with pytest.raises(CourseError, match=rf"Không có {release[2].name} .*bỏ --offline-wheels"):
        list(pyodide(*release).wheels(offline))


def test_no_network(release, tmp_path, monkeypatch):
    """Does a server that cannot be reached end with what else to do?"""
    monkeypatch.setattr(parts, "RELEASE", "http://127.0.0.1:9/{version}/{file}")
    with pytest.raises(CourseError, match="Hãy xem lại mạng; hoặc .*--offline-wheels"):
        list(pyodide(*release).wheels(None, tmp_path))


def test_changed_npm_package(tmp_path):
    """Is a package in the cache refused that is not the pinned one?"""
    (tmp_path / "thing-1.0.tgz").write_bytes(b"another")
    with pytest.raises(CourseError, match="không đúng như mã băm"):
        Npm("thing", "1.0", b64encode(hashlib.sha512(b"the one").digest()).decode()).files(tmp_path)


def test_no_npm(tmp_path, monkeypatch):
    """Does a machine without npm learn what to install?"""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CourseError, match="chưa có npm. Hãy cài Node.js"):
        Npm("thing", "1.0", "").files(tmp_path)


def test_every_pin_has_its_hash():
    """Does each line of the kernel's packages name one version and its hash?"""
    lines = [line for line in KERNEL_PINS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) > 10
    assert [line for line in lines if line.count("==") != 1 or not parts.PINNED.search(line)] == []


def test_slim_wheel():
    """Is what a lesson never opens gone, all else there, and each file in RECORD with its hash?"""
    whole = wheel("jedi", {"jedi/api.py": b"x = 1\n", "jedi/third_party/django-stubs/a.pyi": b"..."})
    smaller = unzipped(slim(whole).data)
    assert set(unzipped(whole.data)) - set(smaller) == {"jedi/third_party/django-stubs/a.pyi"}
    rows = [line.split(",") for line in smaller["jedi-1.0.dist-info/RECORD"].decode().splitlines()]
    assert {name for name, _, _ in rows} == set(smaller)
    assert ["jedi/api.py", "6"] in [[name, size] for name, _, size in rows]
    assert slim(wheel("pillow")) == wheel("pillow")


def test_lock_of_the_folder(release):
    """Does the folder's lock list each wheel with its own hash and what it needs in the browser, and nothing from elsewhere?"""
    course = wheel(
        "course", requires=["numpy", "matplotlib", "colorama; sys_platform == 'win32'", "pytest; extra == 'x'"]
    )
    made = python.folder(pyodide(*release), [*release, wheel("ipywidgets"), course])
    packages = json.loads(made[python.LOCK])["packages"]
    assert set(packages) == {"course", "ipywidgets", "matplotlib", "micropip", "numpy"}
    assert packages["course"]["depends"] == ["matplotlib", "numpy", "ipywidgets"]
    assert packages["course"]["imports"] == ["course"]
    for told in packages.values():
        assert hashlib.sha256(made[told["file_name"]]).hexdigest() == told["sha256"]


def test_what_a_wheel_needs_is_there(release):
    """Is a folder refused in which a wheel would look for another in vain?"""
    with pytest.raises(ValueError, match="no wheel of ipywidgets"):
        python.folder(pyodide(*release), [*release, wheel("course", requires=["numpy"])])
