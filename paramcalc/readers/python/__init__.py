"""An abstract interpreter of Python source: it follows a program without running it, and collects its models.

A value is known, or it is an `Unknown` that says where it comes from. A branch on an unknown condition is followed both
ways on copies of the store, and the two stores are joined: what differs becomes unknown. A call of code that is not in
the source makes unknown all that it can reach. So a number that is left at the end holds in every run.

Where to look for something:

The interpreter
- `interpreter`: a whole source, from its first line to its last; functions that nothing calls.
- `machine`: the state of one reading (budget, branches, what outside code may change).
- `values`, `store`, `truth`: what a value is, the objects that can change and how two stores are joined, truth.
- `paths`: how a path ends (`Return`, `Break`, `Raised`, …) and where it waits to be joined.
- `origins`: why a value is unknown, and which expression would settle it. `settings`: the values that a user gives.

Statements
- `statements`: one function for each kind, and the table `STATEMENTS`.
- `flow`: `if`, `match`, `with`. `patterns`: the patterns of `match`. `loops`: `for`, `while`. `tries`: `try`.
- `assignments`: `=`, `del`, unpacking. `imports`: `import`. `classes`, `record_classes`: `class`, dataclasses.
- `scopes`, `scope_lookup`: which scope a name belongs to, and what it stands for.

Expressions
- `expressions`: one function for each kind, and the table `EXPRESSIONS`. `displays`: `[…]`, `{…}`, f-strings.
- `comprehensions`: comprehensions, generator expressions, `yield`. `operators`, `comparisons`: `+`, `<`, `in`.
- `functions`: calls, and how arguments are bound. `scoped`: `super()`, `locals()`, `exec()`.
- `attributes`, `lookup`: `a.b`. `containers`: `a[b]`. `iterables`, `iterators`, `generators`: iteration.

Python's own functions and libraries
- `pybuiltins` (the table `WORK`), `iterable_builtins`, `attribute_builtins`, `isinstances`: built-in functions.
- `methods` (the table `METHODS`), `list_methods`, `dict_methods`, `text_methods`: methods of built-in types.
- `libraries` (the table `SPECIAL`), `collection_functions`, `library_values`, `argparsing`: the standard library.
- `copying`: `copy.copy`, `copy.deepcopy`. `outside`: methods that are not followed.

Keras and PyTorch
- `frameworks`: the door to both; `framework_objects`, `framework_functions`, `framework_types`, `frameworks_common`.
- `keras_layers`, `keras_models`: layers and models are made. `keras_calls`, `keras_calling`: they are called.
- `keras_trainable`, `keras_copies`, `keras_methods`: flags, clones, methods. `eras`: sources of Keras 1.
- `torch_modules`, `torch_containers`, `torch_parameters`, `torch_assignment`, `torch_methods`: PyTorch's modules.
- `layer_attributes`, `layer_assignment`: attributes of layers, read and set.
- `model_choice`: which of the models of a source is meant.
- `graph`, `tensor_shapes`, `specs`, `torch_specs`: from objects to the layers of `paramcalc.models`.
"""
