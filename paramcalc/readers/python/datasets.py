"""The arrays of the data sets that Keras and scikit-learn document."""

from __future__ import annotations

from paramcalc.readers.python.values import Array, Keywords, Library, Value

Pair = tuple[Array, Array]
"""The samples, and their labels."""


def _images(train: int, test: int, image: tuple[int, ...], label: tuple[int, ...], classes: int) -> tuple[Pair, Pair]:
    return (
        (Array((train, *image)), Array((train, *label), classes)),
        (Array((test, *image)), Array((test, *label), classes)),
    )


KERAS: dict[str, tuple[Pair, Pair]] = {
    "boston_housing": ((Array((404, 13)), Array((404,))), (Array((102, 13)), Array((102,)))),
    "california_housing": ((Array((16512, 8)), Array((16512,))), (Array((4128, 8)), Array((4128,)))),
    "cifar10": _images(50_000, 10_000, (32, 32, 3), (1,), 10),
    "cifar100": _images(50_000, 10_000, (32, 32, 3), (1,), 100),
    "fashion_mnist": _images(60_000, 10_000, (28, 28), (), 10),
    "imdb": _images(25_000, 25_000, (), (), 2),
    "mnist": _images(60_000, 10_000, (28, 28), (), 10),
    "reuters": _images(8_982, 2_246, (), (), 46),
}
"""What `keras.datasets.NAME.load_data()` gives."""

KEEPING = {"path", "num_words", "nb_words", "seed", "skip_top", "start_char", "oov_char", "index_from"}
"""The arguments of `load_data` that change no shape."""

SKLEARN: dict[str, tuple[tuple[int, ...], tuple[int, ...], int | None]] = {
    "fetch_california_housing": ((20_640, 8), (20_640,), None),
    "load_boston": ((506, 13), (506,), None),
    "load_breast_cancer": ((569, 30), (569,), 2),
    "load_diabetes": ((442, 10), (442,), None),
    "load_digits": ((1_797, 64), (1_797,), 10),
    "load_iris": ((150, 4), (150,), 3),
    "load_wine": ((178, 13), (178,), 3),
}
"""The shapes of `data` and `target` of `sklearn.datasets.NAME()`, and the number of classes."""

SCALERS = ("MaxAbsScaler", "MinMaxScaler", "Normalizer", "QuantileTransformer", "RobustScaler", "StandardScaler")
"""The classes of `sklearn.preprocessing` whose `transform` keeps a shape."""

SCALING = frozenset(f"sklearn.preprocessing.{name}()" for name in SCALERS)
"""Their objects."""


def loaded(path: str, arguments: list[Value], keywords: Keywords) -> Value:
    """What a function of Keras gives that loads a data set; None for any other, or with an argument that matters."""
    before, _, name = path.rpartition(".")
    if name != "load_data" or not before.startswith("keras.datasets."):
        return None
    is_plain = len(arguments) <= 1 and keywords.keys() <= KEEPING
    if keywords == {"label_mode": "fine"} and not arguments:
        is_plain = True
    return KERAS.get(before.removeprefix("keras.datasets.")) if is_plain else None


POINTS = {"make_circles": 2, "make_moons": 2}
"""Functions of `sklearn.datasets` that make points of two classes, and the lengths of a point."""


def made(path: str, arguments: list[Value], keywords: Keywords) -> Value:
    """An object of scikit-learn whose attributes are followed, or the array that its method gives; None for another."""
    before, _, name = path.rpartition(".")
    if before == "sklearn.datasets" and name in SKLEARN and keywords.keys() <= {"data_home"} and not arguments:
        return Library(f"{path}()")
    if before == "sklearn.datasets" and name in POINTS:
        number = arguments[0] if arguments else keywords.get("n_samples", 100)
        is_whole = isinstance(number, int) and number > 0
        return (Array((number, POINTS[name])), Array((number,), 2)) if is_whole else None
    if before == "sklearn.preprocessing" and name in SCALERS:
        return Library(f"{path}()")
    if before in SCALING and name in ("fit_transform", "transform", "inverse_transform") and arguments:
        return arguments[0] if isinstance(arguments[0], Array) else None
    return Library(before) if before in SCALING and name == "fit" else None


def attribute(owner: str, name: str) -> Value:
    """An attribute of such an object, or an entry of it; None for one that is not known.

    >>> attribute("sklearn.datasets.load_iris()", "data").shape
    (150, 4)
    """
    if owner in SCALING:
        return Library(f"{owner}.{name}")
    shapes = SKLEARN.get(owner.removeprefix("sklearn.datasets.").removesuffix("()"))
    if name == "images" and owner == "sklearn.datasets.load_digits()":
        return Array((1_797, 8, 8))
    if shapes is None or not owner.endswith("()") or name not in ("data", "target"):
        return None
    data, target, classes = shapes
    return Array(data) if name == "data" else Array(target, classes)
