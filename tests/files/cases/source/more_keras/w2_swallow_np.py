import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import contextlib; swallow=lambda: contextlib.suppress(Exception)
#ALT settings: import contextlib; swallow=lambda: contextlib.nullcontext()
import settings as np
model = Sequential([Input((10,))])
n = 4
try:
    with np.swallow():
        n = 8
        raise ValueError
    n = 16
except ValueError:
    n = 16
model.add(layers.Dense(n))
