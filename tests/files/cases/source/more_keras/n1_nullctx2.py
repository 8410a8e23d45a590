from keras import layers, Sequential, Input
import contextlib
n = 3
try:
    with contextlib.nullcontext():
        n = 4
        raise ValueError
except ValueError: n += 1
model = Sequential([Input((3,)), layers.Dense(n)])
