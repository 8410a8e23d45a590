from keras import layers, Sequential, Input
import contextlib
n = 3
with contextlib.nullcontext(): n = 4
with contextlib.nullcontext(7) as k: n += k
model = Sequential([Input((3,)), layers.Dense(n)])
