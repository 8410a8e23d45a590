import keras
from keras import layers, Sequential, Input, Model
class C:
    def __radd__(self, o): return o + 10
    def __rmul__(self, o): return o * 3
    def __neg__(self): return 2
    def __index__(self): return 1
model = Sequential([Input((10,)), layers.Dense(1 + C()), layers.Dense(2 * C()), layers.Dense(-C()), layers.Dense([4, 6][C()])])
