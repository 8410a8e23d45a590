"""Models from a command argument or a file. The file type is detected from the file's content, not its name."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO

from paramcalc.errors import Remedy, UsageError, shown
from paramcalc.frameworks import DEFAULT, FRAMEWORKS, framework_name
from paramcalc.models.spec import ModelSpec, RawShape
from paramcalc.phrases import joined, tr
from paramcalc.readers.confinement import located
from paramcalc.readers.foreign import folder_error
from paramcalc.readers.input_shapes import give_input_shapes, read_as_fits
from paramcalc.readers.live import is_open_file
from paramcalc.readers.registry import (
    FORMATS,
    HEAD_BYTES,
    InputFormat,
    argument_format,
    file_format,
    has_user_block,
    no_object,
    object_format,
    text_format,
)
from paramcalc.readers.streams import opened, read_bounded

MAX_TEXT_BYTES = 12 * 2**20
"""Bytes of a JSON file or of Python source."""


def read_model(
    source: str,
    *,
    framework: str | None = None,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    weights: bool = True,
    cell: int | None = None,
    shapes: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from a line of layers, a path, or standard input for `-`.

    `framework` applies to a line of layers; for the other options see `read_file`.

    >>> read_model("Input((28, 28)) > GRU(75)").root.graph.layers
    (<GRU 'gru'>,)

    Raises UsageError for an option that does not apply, and as `read_file` does.
    """
    if not source.strip():
        raise UsageError(
            tr("no model is named"), tip=tr('for example "{example}", or a file', example=FRAMEWORKS[DEFAULT].example)
        )
    options = {
        "framework": framework,
        "name": name,
        "set": given,
        "weights": weights,
        "cell": cell,
        "input_shape": shapes,
    }
    input_format = argument_format(source)
    if input_format is None:
        return _read_path(source, options)
    options["framework"] = None if framework is None else framework_name(framework)
    return _call_reader(input_format, shown(source), options, source)


def read_file(
    path: str,
    *,
    weights: bool = True,
    name: str | None = None,
    given: Mapping[str, Any] | None = None,
    cell: int | None = None,
    shapes: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from a file, or from standard input for `-`.

    `weights` says whether the tensors in a .keras file are compared with the derived ones, which needs h5py. `name`
    and `given` apply to Python source, see `read_source`, and `cell` to a notebook. `shapes` are those of the inputs.

    Raises UsageError for a file that cannot be read or holds no model, MissingDependencyError for HDF5 without h5py.
    """
    options = {"name": name, "set": given, "weights": weights, "cell": cell, "input_shape": shapes}
    return _read_path(path, options)


def read_object(value: object, shapes: Sequence[RawShape] = ()) -> ModelSpec:
    """A model from an object in memory: a layer or model of Keras, a module of PyTorch, a configuration, an open file.

    Raises UsageError for any other object, and for one that holds no model.
    """
    options = {"input_shape": shapes}
    if is_open_file(value):
        return _read_stream(value, options)
    input_format = object_format(value)
    if input_format is None:
        titles = [entry.title for entry in FORMATS.values() if entry.recognises_object is not no_object]
        raise UsageError(
            tr("{value} is no model", value=shown(value)),
            tip=tr("a model is {titles}, or an open file", titles=", ".join(titles)),
        )
    return _call_reader(input_format, tr("the object"), options, value, tr("the object"))


def _read_stream(file: Any, options: Mapping[str, Any]) -> ModelSpec:
    """A model from an open file; its position is where it was."""
    name = getattr(file, "name", None)
    origin = name if isinstance(name, str) else tr("the file")
    position = file.tell()
    try:
        file.seek(0)
        data = file.read()
        return read_opened(BytesIO(data if isinstance(data, bytes) else str(data).encode()), origin, options)
    finally:
        file.seek(position)


def read_opened(file: BinaryIO, origin: str, options: Mapping[str, Any]) -> ModelSpec:
    """A model from an open file. Raises UsageError as `read_file` does."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise UsageError(tr("{origin} is empty", origin=origin))
    input_format = file_format(head)
    if (input_format is None or input_format.takes_any_text) and has_user_block(file):
        input_format = FORMATS["hdf5"]
    if input_format is None:
        known = [entry.title for entry in FORMATS.values() if entry.suffixes]
        raise UsageError(
            tr("{origin} is not a model file of a known kind", origin=origin),
            tip=tr("known kinds: {kinds}", kinds=", ".join(known)),
        )
    if input_format.refusal:
        message = tr(
            "{origin} is {title}, which is not read: {refusal}",
            origin=origin,
            title=input_format.title,
            refusal=input_format.refusal,
        )
        raise UsageError(message, tip=input_format.tip or None)
    if input_format.takes_any_text:
        input_format = text_format(file.read(MAX_TEXT_BYTES).decode("utf-8", "replace")) or input_format
        file.seek(0)
    return _call_reader(input_format, origin, options, file, origin)


def read_json(file: BinaryIO, origin: str) -> ModelSpec:
    """A model from JSON. Raises UsageError for a file that is too long or holds no model."""
    from paramcalc.readers.config import read_config

    return read_config(_content(file, origin), origin)


def read_python(
    file: BinaryIO,
    origin: str,
    *,
    name: str | None = None,
    set: Mapping[str, Any] | None = None,
    input_shape: Sequence[RawShape] = (),
) -> ModelSpec:
    """A model from Python source. Raises UsageError for a file that is too long, is no text, or holds no model."""
    from paramcalc.readers.source import decoded, read_source

    return read_source(decoded(_content(file, origin), origin), origin, name=name, given=set, shapes=input_shape)


def _read_path(path: str, options: Mapping[str, Any]) -> ModelSpec:
    if path != "-" and located(path).is_dir():
        raise folder_error(path, located(path))
    with opened(path) as file:
        return read_opened(file, tr("standard input") if path == "-" else path, options)


def _call_reader(input_format: InputFormat, origin: str, options: Mapping[str, Any], *content: Any) -> ModelSpec:
    """Call the reader of a format with the options that apply. Raises UsageError for one that does not."""

    def read(shapes: Sequence[RawShape]) -> ModelSpec:
        for file in content:
            if is_open_file(file):
                file.seek(0)
        return _call_once(input_format, origin, {**options, "input_shape": shapes}, *content)

    return read_as_fits(read, options.get("input_shape") or ())


def _call_once(input_format: InputFormat, origin: str, options: Mapping[str, Any], *content: Any) -> ModelSpec:
    for option, value in options.items():
        # `weights` permits a comparison, and so may be said of any file.
        if value and option not in (*input_format.options, "weights", "input_shape"):
            *others, last = (entry.title for entry in FORMATS.values() if option in entry.options)
            titles = joined(tr(" or "), filter(None, (joined(tr(", "), others), last)))
            message = tr(
                "{option} applies only to {titles}; {origin} is {title}",
                option=option,
                titles=titles,
                origin=origin,
                title=input_format.title,
            )
            raise UsageError(message, remedy=Remedy("without", option))
    module, _, function = input_format.reader.partition(":")
    applicable = {name: options[name] for name in input_format.options if options.get(name) is not None}
    model_spec: ModelSpec = getattr(import_module(module), function)(*content, **applicable)
    shapes = options.get("input_shape")
    return give_input_shapes(model_spec, shapes) if shapes and "input_shape" not in input_format.options else model_spec


def _content(file: BinaryIO, origin: str) -> bytes:
    return read_bounded(file, MAX_TEXT_BYTES, origin).removeprefix(codecs.BOM_UTF8)
