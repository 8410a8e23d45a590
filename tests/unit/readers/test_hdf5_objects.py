"""Groups, tensors and attributes of an HDF5 file, whatever their names are."""

from __future__ import annotations

import io

import pytest

from paramcalc.readers import hdf5_objects
from paramcalc.readers.hdf5_objects import Dataset, Group, TooLargeError, decoded

h5py = pytest.importorskip("h5py", reason="h5py is not installed: pip install 'paramcalc[h5]'")


@pytest.fixture
def made():
    with h5py.File(io.BytesIO(), "w") as file:
        file["a/b/kernel"] = [[1.0, 2.0, 3.0]]
        file["a/soft"] = h5py.SoftLink("/a/b")
        file["a/type"] = h5py.h5t.NATIVE_INT32.dtype
        yield file


@pytest.fixture
def top(made):
    return Group(made.id)


def test_members(top):
    a = top.group("a")
    assert (len(a), list(a)) == (3, ["b", "soft", "type"])
    assert isinstance(a.member("b"), Group)
    assert isinstance(top.dataset("a/b/kernel"), Dataset)
    assert [a.member(name) for name in ("soft", "type", "other", "")] == [None] * 4
    assert [top.dataset(path) for path in ("a/b", "a/soft/kernel", "a/b/kernel/x", "a//b", "")] == [None] * 5
    assert top.group("a").group("b").group("kernel") is None


def test_a_member_is_opened_once(top):
    assert top.member("a") is top.member("a")


def test_a_tensor(top):
    assert top.dataset("a/b/kernel").tensor("k") == ("k", (1, 3), "float64")


def test_an_empty_dataset(made, top):
    made["null"] = h5py.Empty("f4")
    assert top.dataset("null").tensor("n") == ("n", (), "float32")


def test_names_that_are_no_text(made, top):
    h5py.h5g.create(made.id, b"\xff\xfe")
    assert decoded(b"\xff") in ("\udcff",)
    (name,) = [name for name in top if name != "a"]
    assert isinstance(top.member(name), Group)


def test_attributes(made, top, monkeypatch):
    made.attrs["text"], made.attrs["bytes"], made.attrs["number"] = "a", b"b", 3
    made.attrs["many"], made.attrs["part0"], made.attrs["part1"] = ["a", "b"], ["c"], [b"d"]
    assert [top.text(name) for name in ("text", "bytes", "number", "other")] == ["a", "b", None, None]
    assert [top.texts(name) for name in ("many", "part", "other")] == [["a", "b"], ["c", "d"], []]
    monkeypatch.setattr(hdf5_objects, "MAX_ATTRIBUTE_BYTES", 7)
    with pytest.raises(TooLargeError, match="many has more than 7 bytes"):
        top.attribute("many")
